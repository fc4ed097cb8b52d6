import express from "express";

const { PORT = "3000", PRICES_URL } = process.env;

const app = express();

// What a basket costs: asks another service for the price of each thing in it.
app.get("/total", async (request, response) => {
  const things = String(request.query.things).split(",");
  const answers = await Promise.all(things.map((thing) => fetch(`${PRICES_URL}/prices/${thing}`)));
  if (answers.some(({ ok }) => !ok)) {
    response.status(502).json({ message: "A price is not known." });
    return;
  }
  const prices = await Promise.all(answers.map((answer) => answer.json()));
  response.json({ total: prices.reduce((sum, { price }) => sum + price, 0) });
});

const server = app.listen(Number(PORT), "127.0.0.1", () => {
  console.log(`The service listens on http://127.0.0.1:${server.address().port}`);
});
