// The reference of the API, made from its own document. Text is only ever put in as text.

const METHODS = ["get", "post", "put", "patch", "delete"];

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

function link(to, text) {
  const made = element("a", text);
  made.href = to;
  return made;
}

function nameOf(reference) {
  return reference.split("/").pop();
}

/** A schema in a few words, with links to those that have a name. */
function brief(schema) {
  if (!schema) return element("span", "");
  if (schema.$ref) return link(`#schema-${nameOf(schema.$ref)}`, nameOf(schema.$ref));
  const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (choices) {
    const made = element("span");
    choices.forEach((choice, at) => made.append(at ? (schema.allOf ? " and " : " or ") : "", brief(choice)));
    return made;
  }
  if (schema.enum) return element("code", schema.enum.map((one) => JSON.stringify(one)).join(" | "));
  if (schema.type === "array" || schema.type?.includes?.("array")) {
    return element("span", "list of ", brief(schema.items));
  }
  return element("span", [schema.type ?? "anything"].flat().join(" or "));
}

function table(heads, rows) {
  const head = element("tr", "", ...heads.map((text) => element("th", text)));
  const lines = rows.map((cells) =>
    element("tr", "", ...cells.map((cell) => element("td", "", cell))));
  return element("table", "", element("thead", "", head), element("tbody", "", ...lines));
}

function fields(schema) {
  const parts = schema.allOf ?? [schema];
  const rows = parts.flatMap((part) => Object.entries(part.properties ?? {}).map(([name, field]) => [
    element("code", name + (part.required?.includes(name) ? "" : " ?")),
    brief(field),
    element("span", field.description ?? ""),
  ]));
  const more = parts.filter((part) => part.$ref).map(brief);
  const made = element("div", "", ...more);
  made.append(rows.length ? table(["field", "type", ""], rows) : brief({ ...schema, allOf: undefined }));
  return made;
}

function bodies(content) {
  return Object.entries(content ?? {}).map(([kind, { schema }]) =>
    element("div", "", element("code", kind), " ", brief(schema)));
}

function operation(method, path, described, id) {
  const title = element("h3", "", element("code", method.toUpperCase()), " ", element("code", path));
  title.firstChild.className = "method";
  const made = element("section", "", title, element("p", described.summary), element("p", described.description));
  made.id = id;
  if (described.parameters?.length) {
    made.append(element("h4", "Parameters"), table(["name", "in", "type", ""], described.parameters.map((it) => [
      element("code", it.name + (it.required ? "" : " ?")),
      element("span", it.in),
      brief(it.schema),
      element("span", it.description ?? ""),
    ])));
  }
  if (described.requestBody) {
    made.append(element("h4", "Body"), ...bodies(described.requestBody.content));
  }
  made.append(element("h4", "Replies"), table(["status", "", "body"],
    Object.entries(described.responses).map(([status, reply]) => [
      element("code", status),
      element("span", reply.description),
      element("div", "", ...bodies(reply.content)),
    ])));
  return made;
}

function show(api) {
  const reference = document.getElementById("reference");
  const list = element("ul");
  document.getElementById("list").append(list);
  reference.replaceChildren(element("p", api.info.description));
  for (const tag of api.tags) {
    reference.append(element("h2", tag.name), element("p", tag.description));
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((it) => item[it]?.tags?.includes(tag.name))) {
        const id = `${method}${path}`.replaceAll(/[^a-z0-9]+/gi, "-");
        reference.append(operation(method, path, item[method], id));
        list.append(element("li", "", link(`#${id}`, `${method.toUpperCase()} ${path}`)));
      }
    }
  }
  reference.append(element("h2", "schemas"));
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    const made = element("section", "", element("h3", name), element("p", schema.description), fields(schema));
    made.id = `schema-${name}`;
    reference.append(made);
  }
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const reply = await fetch("/openapi.json");
  if (!reply.ok) throw new Error(`openapi.json came with ${reply.status}`);
  show(await reply.json());
} catch (error) {
  document.getElementById("reference").textContent = `The document cannot be shown: ${error.message}`;
}
