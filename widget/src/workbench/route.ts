// Where in the workbench somebody is, as the address says it. Everything is behind the #, so that no question and no
// board of a link is sent to a server.

export type Route =
  | { page: "chat"; id?: string; questions?: string[]; answer?: string }
  | { page: "boards" }
  | { page: "board"; id?: string; packed?: string }
  | { page: "metrics"; metric?: string; dimension?: string }
  | { page: "verified" }
  | { page: "reviews" }
  | { page: "data" };

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [page, ...rest] = path.split("/").map(decoded);
  const id = rest.join("/");
  const asked = new URLSearchParams(query);
  switch (page) {
    case "c": return id ? { page: "chat", id } : { page: "chat" };
    case "answer": return id ? { page: "chat", answer: id } : { page: "chat" };
    case "ask": return { page: "chat", questions: asked.getAll("q").slice(0, 20) };
    case "boards": return { page: "boards" };
    case "board": return asked.has("d") ? { page: "board", packed: asked.get("d") ?? "" } : id ? { page: "board", id } : { page: "boards" };
    case "metrics": return { page: "metrics" };
    case "metric": return { page: "metrics", metric: id };
    case "dimension": return { page: "metrics", dimension: id };
    case "verified": return { page: "verified" };
    case "reviews": return { page: "reviews" };
    case "data": return { page: "data" };
    default: return { page: "chat" };
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const to = {
  chat: () => "#/",
  conversation: (id: string) => `#/c/${encodeURIComponent(id)}`,
  questions: (questions: string[]) => `#/ask?${new URLSearchParams(questions.map((question) => ["q", question]))}`,
  boards: () => "#/boards",
  board: (id: string) => `#/board/${encodeURIComponent(id)}`,
  packed: (packed: string) => `#/board?d=${packed}`,
  metrics: () => "#/metrics",
  metric: (id: string) => `#/metric/${encodeURIComponent(id)}`,
  dimension: (id: string) => `#/dimension/${encodeURIComponent(id)}`,
  verified: () => "#/verified",
  answer: (id: string) => `#/answer/${encodeURIComponent(id)}`,
  reviews: () => "#/reviews",
  data: () => "#/data",
};
