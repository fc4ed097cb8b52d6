/** The weather of a city; asks again when the service is busy. */
export async function weather(baseUrl, city) {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const answer = await fetch(`${baseUrl}/weather/${city}`);
    if (answer.status !== 503) return answer.json();
  }
  throw new Error("The weather service is busy.");
}
