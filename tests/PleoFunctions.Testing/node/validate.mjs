// Validates values against the schemas of an OpenAPI 3.1 document, by JSON Schema 2020-12.
// A line in: {"schema": "/components/schemas/Problem", "value": …}. A line out: the list of what is wrong.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);

// The document is no schema, but holds them; its own members are nothing to be strict about.
const document = JSON.parse(readFileSync(process.argv[2], "utf8"));
ajv.addVocabulary(Object.keys(document));
ajv.addSchema(document, "openapi");

const validators = new Map();
function validatorOf(schema) {
  if (!validators.has(schema)) {
    const fragment = schema.split("/").map(encodeURIComponent).join("/");
    validators.set(schema, ajv.compile({ $ref: `openapi#${fragment}` }));
  }
  return validators.get(schema);
}

for await (const line of createInterface({ input: process.stdin })) {
  let faults;
  try {
    const { schema, value } = JSON.parse(line);
    const isValid = validatorOf(schema);
    faults = isValid(value)
      ? []
      : isValid.errors.map((error) => `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
  } catch (error) {
    faults = [String(error)];
  }
  process.stdout.write(JSON.stringify(faults) + "\n");
}
