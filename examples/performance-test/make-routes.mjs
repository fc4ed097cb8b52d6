// Writes the Routes of a shop with ten thousand products, as JSON.
const products = Array.from({ length: 10_000 }, (_, index) => ({
  id: `product-${index}`,
  path: `/products/${index}`,
  responses: [{ headers: { "content-type": "application/json" }, body: { id: index, price: index * 1.5 } }],
}));

const search = { id: "search", path: "/search/\\w+", responses: [{ delay: [0.005, 0.02], body: { hits: [] } }] };

process.stdout.write(JSON.stringify([...products, search]));
