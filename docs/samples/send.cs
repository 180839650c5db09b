// Usage: WEBHOOK_URL=https://… WEBHOOK_SECRET=whsec_… dotnet run send.cs northwind
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

var id = $"msg_{Guid.NewGuid():N}"; // one for each event; the same at every attempt
var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds(); // new at every attempt
var metadata = new JsonObject { ["externalConfigurationId"] = "123456789" };
var data = new JsonObject { ["tenant"] = args[0], ["metadata"] = metadata };
var body = new JsonObject { ["type"] = "customer.onboarded", ["data"] = data }.ToJsonString();

var key = Convert.FromBase64String(Environment.GetEnvironmentVariable("WEBHOOK_SECRET")!.Replace("whsec_", ""));
var signature = Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}")));

using var http = new HttpClient();
using var request = new HttpRequestMessage(HttpMethod.Post, Environment.GetEnvironmentVariable("WEBHOOK_URL"));
request.Headers.Add("webhook-id", id);
request.Headers.Add("webhook-timestamp", $"{timestamp}");
request.Headers.Add("webhook-signature", $"v1,{signature}");
request.Content = new StringContent(body, Encoding.UTF8, "application/json"); // the signed text, with its Content-Length

using var response = await http.SendAsync(request);
Console.WriteLine(await response.Content.ReadAsStringAsync());
Console.WriteLine((int)response.StatusCode);
