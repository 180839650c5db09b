using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PleoFunctions.Local.Simulation;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Testing.Chaos;

/// <summary>Local's simulated Pleo behind random faults.</summary>
internal sealed class FaultyPleo : IAsyncDisposable
{
    private static readonly TimeSpan BeyondTimeout = TimeSpan.FromMilliseconds(900);

    private readonly WebApplication _app;
    private readonly SeededRandom _random;
    private readonly EventCount _faults;
    private readonly TimeSpan _latest;
    private readonly ConcurrentQueue<Task> _late = new();
    private volatile bool _isAtPeace;

    private FaultyPleo(SeededRandom random, EventCount faults, TimeSpan latest)
    {
        (_random, _faults, _latest) = (random, faults, latest);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSimulatedPleo();
        builder.Services.Configure<SimulatedPleoOptions>(static pleo =>
            (pleo.KeptCreations, pleo.CreatesAgain) = (int.MaxValue, true)
        );

        _app = builder.Build();
        _app.Use(InterfereAsync);
        _app.MapSimulatedPleo();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Every creation there was.</summary>
    public IReadOnlyCollection<SimulatedWrite> Creations => _app.Services.GetRequiredService<SimulatedPleo>().Creations;

    /// <summary>Every update there was.</summary>
    public IReadOnlyCollection<SimulatedWrite> Updates => _app.Services.GetRequiredService<SimulatedPleo>().Updates;

    /// <summary>What Pleo shows for a customer.</summary>
    public SimulatedInstallation? Shows(string apiKey) =>
        _app.Services.GetRequiredService<SimulatedPleo>().Show(apiKey);

    /// <summary>Ends all faults, and waits for what is late.</summary>
    public async Task MakePeaceAsync()
    {
        _isAtPeace = true;
        await Task.WhenAll(_late);
    }

    /// <summary>Starts it.</summary>
    /// <param name="random">Decides.</param>
    /// <param name="faults">Counts.</param>
    /// <param name="latest">The longest time after a call at which it takes effect.</param>
    public static async Task<FaultyPleo> StartAsync(SeededRandom random, EventCount faults, TimeSpan latest)
    {
        var pleo = new FaultyPleo(random, faults, latest);
        await pleo._app.StartAsync();
        return pleo;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task InterfereAsync(HttpContext context, RequestDelegate next)
    {
        context.Request.EnableBuffering();
        var name = await NameOfAsync(context.Request);
        var fault = _isAtPeace ? PleoFault.None : Choose(name);
        if (fault is not PleoFault.None)
        {
            _faults.Add($"Pleo: {fault}");
        }

        switch (fault)
        {
            case PleoFault.Answers500:
                context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                break;
            case PleoFault.Answers502:
                context.Response.StatusCode = (int)HttpStatusCode.BadGateway;
                break;
            case PleoFault.Answers429:
                context.Response.StatusCode = (int)HttpStatusCode.TooManyRequests;
                break;
            case PleoFault.DropsConnectionBefore:
                context.Abort();
                break;
            case PleoFault.LosesReply:
                await ServeUnseenAsync(context, next);
                context.Abort();
                break;
            case PleoFault.FailsAfterwards:
                await ServeUnseenAsync(context, next);
                context.Response.StatusCode = (int)HttpStatusCode.InternalServerError;
                break;
            case PleoFault.AnswersTooLate:
                await ServeUnseenAsync(context, next);
                await Task.Delay(BeyondTimeout, TimeProvider.System);
                context.Abort();
                break;
            case PleoFault.CreatesTooLate:
                await Task.Delay(BeyondTimeout, TimeProvider.System);
                await ServeUnseenAsync(context, next);
                context.Abort();
                break;
            case PleoFault.TakesEffectMuchLater:
                _late.Enqueue(await ServeLateAsync(context, next, _latest * _random.Next("late " + name)));
                context.Abort();
                break;
            default:
                await next(context);
                break;
        }
    }

    /// <summary>Serves a request in full, although the client will not see the answer.</summary>
    private static Task ServeUnseenAsync(HttpContext context, RequestDelegate next) =>
        next(CopyOf(context, context.Request.Body, context.RequestServices));

    /// <summary>Copies a request, so that it can be served after its connection is gone.</summary>
    /// <returns>The serving, which goes on.</returns>
    private async Task<Task> ServeLateAsync(HttpContext context, RequestDelegate next, TimeSpan delay)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        body.Position = 0;
        var copy = CopyOf(context, body, _app.Services);
        return Task.Run(async () =>
        {
            await Task.Delay(delay, TimeProvider.System);
            await next(copy);
        });
    }

    private static DefaultHttpContext CopyOf(HttpContext context, Stream body, IServiceProvider services)
    {
        var copy = new DefaultHttpContext { RequestServices = services };
        copy.Request.Method = context.Request.Method;
        copy.Request.Path = context.Request.Path;
        copy.Request.Headers.Authorization = context.Request.Headers.Authorization;
        copy.Request.Headers.ContentType = context.Request.Headers.ContentType;
        copy.Request.Body = body;
        copy.SetEndpoint(context.GetEndpoint());
        return copy;
    }

    private PleoFault Choose(string name) =>
        _random.Next(name) switch
        {
            < 0.03 => PleoFault.Answers500,
            < 0.05 => PleoFault.Answers502,
            < 0.08 => PleoFault.Answers429,
            < 0.10 => PleoFault.DropsConnectionBefore,
            < 0.14 => PleoFault.LosesReply,
            < 0.16 => PleoFault.FailsAfterwards,
            < 0.18 => PleoFault.AnswersTooLate,
            < 0.20 => PleoFault.CreatesTooLate,
            < 0.23 => PleoFault.TakesEffectMuchLater,
            _ => PleoFault.None,
        };

    /// <summary>Names a POST or PUT by its delivery, any other call by its key.</summary>
    private static async Task<string> NameOfAsync(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
        {
            return $"{request.Method} {request.Headers.Authorization}";
        }

        using var body = await JsonDocument.ParseAsync(request.Body);
        request.Body.Position = 0;
        return $"{request.Method} {body.RootElement.GetProperty("metadata").GetProperty(InstallationRequest.DeliveryIdKey).GetString()}";
    }
}
