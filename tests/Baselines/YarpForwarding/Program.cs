// Forwards everything and looks at nothing: as fast as a webhook can get to Pleo through ASP.NET Core.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddRoutingCore();
builder.Services.AddHttpForwarder();
var app = builder.Build();
app.MapForwarder("/{**path}", builder.Configuration["Pleo"]!);
app.Run();
