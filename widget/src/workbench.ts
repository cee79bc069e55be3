// What `/assets/workbench.js` holds: the page at `/`.

export { WorkbenchElement } from "./workbench/workbench";
