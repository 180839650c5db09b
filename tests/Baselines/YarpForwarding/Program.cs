// Forwards everything without reading it: the fastest way to Pleo through ASP.NET Core.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddRoutingCore();
builder.Services.AddHttpForwarder();
var app = builder.Build();
app.MapForwarder("/{**path}", builder.Configuration["Pleo"]!);
app.Run();
