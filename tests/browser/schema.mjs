// Says of values whether they are what our JSON Schemas want: `node schema.mjs FILE`, where FILE holds
// `{ schemas: [...], values: [{ schema: $id, value }] }`. Prints the errors of each value, a list for each, as JSON.
// Fails where a schema is none, or uses what a strict validator does not know.

import Ajv2020 from "ajv-2020/dist/2020.js";
import { readFileSync } from "node:fs";

const { schemas, values } = JSON.parse(readFileSync(process.argv[2], "utf8"));
// What strict mode would have beyond the standard: one type per value, and `required` only beside its `properties`.
const ajv = new Ajv2020.default({ strict: true, allowUnionTypes: true, strictRequired: false, strictTypes: false, allErrors: true });
// Patterns say what a date is, more exactly; the name is for editors. The other keyword is theirs too.
ajv.addFormat("date", true);
ajv.addVocabulary(["patternErrorMessage"]);
const validators = {};
for (const schema of schemas) {
  if (!ajv.validateSchema(schema)) {
    console.error(schema.$id, ajv.errorsText(ajv.errors));
    process.exit(1);
  }
  validators[schema.$id] = ajv.compile(schema);
}
const told = values.map(({ schema, value }) => {
  const validate = validators[schema];
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath}: ${error.message}`);
});
console.log(JSON.stringify(told));
