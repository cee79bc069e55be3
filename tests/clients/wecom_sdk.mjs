// The platform's own client of long connections against the same fake that our connection is tested with: where it is
// content, so is the platform. Arguments: the address. It answers one message and greets one visitor.
import AiBot, { generateReqId } from '@wecom/aibot-node-sdk';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const client = new AiBot.WSClient({ botId: 'BOT', secret: 'bot-secret', wsUrl: process.argv[2], logger: silent });
const timer = setTimeout(() => {
  console.log('nothing happened');
  process.exit(1);
}, 60_000);

client.on('event.enter_chat', (frame) => {
  client.replyWelcome(frame, { msgtype: 'text', text: { content: 'hello' } });
});
client.on('message.text', async (frame) => {
  const stream = generateReqId('stream');
  await client.replyStream(frame, stream, 'working', false);
  await client.replyStream(frame, stream, 'done', true);
  await client.sendMessage(frame.body.from.userid, { msgtype: 'markdown', markdown: { content: 'pushed' } });
  clearTimeout(timer);
  client.disconnect();
  console.log('passed');
  process.exit(0);
});
client.connect();
