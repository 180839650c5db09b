// An app that only answers: what Kestrel itself costs.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
app.MapPost("/api/webhooks/{partner}/onboarding", static () => Results.Ok());
app.Run();
