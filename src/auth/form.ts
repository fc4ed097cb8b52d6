import { isForm } from "../http/form.ts";
import { object, required } from "../schema/object.ts";
import { oneOf, record, string } from "../schema/schema.ts";
import { defineAuth, unauthorizedResponse } from "./auth-kind.ts";

const schema = object(
  {
    method: required(oneOf(["form"])),
    fields: required(
      record(string(), {
        description: "The form fields that must be sent, with their values.",
        examples: [{ username: "ann", password: "s3cr3t" }],
      }),
    ),
    unauthorized_response: unauthorizedResponse,
  },
  {
    title: "FormAuth",
    description: "Form fields, urlencoded or multipart. More fields may be sent; of a repeated one the first counts.",
    examples: [{ method: "form", fields: { username: "ann", password: "s3cr3t" } }],
  },
);

export const form = defineAuth({
  schema,
  readsForm: true,
  compile: ({ fields }) => {
    const expected = Object.entries(fields);
    return (request) => {
      for (const [name, value] of expected) {
        const sent = request.body?.form.text(name);
        if (sent === value) continue;
        if (sent !== undefined) return `The form field ${name} has another value than the Route expects.`;
        return isForm(request.header("content-type"))
          ? `The form field ${name} is missing.`
          : `The form field ${name} is missing; send a form (application/x-www-form-urlencoded or multipart/form-data).`;
      }
      return null;
    };
  },
});
