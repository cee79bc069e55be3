// What the server keeps for whoever asks. Turns are added by asking, so nothing here writes them.

import type { Client } from "../api/client";
import * as api from "../api/kept";
import { ServerBoards } from "./server_boards";
import type { ConversationName, Conversations, OpenedConversation, SavedTurn, Settings, Shelf } from "./shelf";

/** The server gives no larger page. */
const PAGE = 100;
/** Turns that are shown of a conversation; there is hardly one that is longer. */
const MOST_TURNS = 500;

export function serverShelf(client: Client, settings: Settings): Shelf {
  return { conversations: conversationsOf(client), boards: new ServerBoards(client, settings) };
}

function conversationsOf(client: Client): Conversations {
  return {
    list: async (search, most) => {
      const found = await paged((cursor) => api.conversations(client, search.trim().slice(0, 100), Math.min(most, PAGE), cursor), most);
      return found.filter((one) => one.questions > 0).map(({ id, title, updated_at }): ConversationName =>
        ({ id, title: title ?? "", updated: Date.parse(updated_at), place: "server" }));
    },
    open: (id) => api.orNothing(() => opened(client, id)),
    rename: async (id, title) => void (await api.renameConversation(client, id, title)),
    remove: (id) => api.forgetConversation(client, id),
  };
}

async function opened(client: Client, id: string): Promise<OpenedConversation> {
  let foreign = false;
  const turns = await paged(async (cursor) => {
    const { recomputed, turns: page } = await api.conversation(client, id, cursor);
    foreign = recomputed;
    return page;
  }, MOST_TURNS);
  // What failed was shown as such when it was asked, and is nothing to go on from.
  const answered = turns.filter(({ answer }) => answer.status !== "failed");
  return { id, place: "server", foreign, turns: answered.map(({ question, answer }): SavedTurn => ({ question, answer, headline: answer.headline ?? "" })) };
}

/** The first so many of what comes in pages. */
async function paged<T>(page: (cursor: string | null) => Promise<api.Page<T>>, most: number): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const { items, next }: api.Page<T> = await page(cursor);
    all.push(...items);
    cursor = next;
  } while (cursor !== null && all.length < most);
  return all.slice(0, most);
}
