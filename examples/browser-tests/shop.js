// Products come from the API itself, which is of another origin: the browser asks for CORS.
const api = import.meta.env.VITE_API_URL;
const status = document.querySelector("#status");
const list = document.querySelector("#products");

// Orders go to the server of this app, which passes them on.
async function order(name) {
  const answer = await fetch("/api/orders", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name }),
  });
  const { message } = await answer.json();
  status.textContent = answer.ok ? `You have ordered ${name}.` : message;
}

function show({ name, pieces }) {
  const button = document.createElement("button");
  button.textContent = `Order ${name}`;
  button.disabled = pieces === 0;
  button.addEventListener("click", () => void order(name));
  const item = document.createElement("li");
  item.append(`${name}: ${pieces} in stock `, button);
  return item;
}

const products = await (await fetch(`${api}/products`, { headers: { accept: "application/json" } })).json();
list.replaceChildren(...products.map(show));
status.textContent = `There are ${products.length} products.`;
