using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using PleoFunctions;
using PleoFunctions.Onboarding;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddOnboarding(builder.Configuration).AddWorkerTelemetry(builder.Configuration);
var app = builder.Build();
await app.RunAsync();
