/** Whether a host name, or an address as a Host header has it, means this machine whatever a name server says. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" ||
    /^[a-z0-9_.-]+\.localhost$/.test(host) ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host) ||
    host === "[::1]"
  );
}
