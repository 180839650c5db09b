using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PleoFunctions.Testing.Exploration;

/// <summary>
/// Pleo for one customer, before whose calls a request stands still. A second POST creates a second installation: nothing
/// but the app may prevent it.
/// </summary>
internal sealed class SteppedPleo(SteppedClock clock, TimeSpan settling, string company) : HttpMessageHandler
{
    private static readonly TimeSpan AlmostOver = TimeSpan.FromSeconds(1);

    private readonly List<(DateTimeOffset At, int InSteps, Action Effect)> _late = [];
    private (string Id, string Mark)? _installation;
    private int _ids;

    /// <summary>The deliveries that created an installation, in order.</summary>
    public List<string> Creations { get; } = [];

    /// <summary>The deliveries that updated an installation, in order.</summary>
    public List<string> Updates { get; } = [];

    /// <summary>The delivery that Pleo shows; null when there is no installation.</summary>
    public string? Shows => _installation?.Mark;

    /// <summary>Deletes the installation, as the customer can.</summary>
    public void Delete()
    {
        _installation = null;
        Creations.Clear();
    }

    /// <summary>Lets what is late happen, if it is time. Called before each step.</summary>
    public void Tick()
    {
        for (var number = 0; number < _late.Count; number++)
        {
            var (at, inSteps, effect) = _late[number];
            if (inSteps == 1 || at <= clock.GetUtcNow())
            {
                _late.RemoveAt(number--);
                effect();
            }
            else
            {
                _late[number] = (at, inSteps - 1, effect);
            }
        }
    }

    /// <summary>Passes time. What happens late happens before the settling time is over.</summary>
    public void Pass(TimeSpan time)
    {
        clock.Advance(time);
        Tick();
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.RequestUri!.AbsolutePath.EndsWith("introspect", StringComparison.Ordinal))
        {
            return Json(
                $$$"""{"data":{"authMethod":"API_KEY","clientId":"c","scope":"s","subjectURN":"{{{company}}}" } }"""
            );
        }

        if (request.Method == HttpMethod.Get)
        {
            return await Actor.EnterAsync(Step.Look) is Fate.Good ? Show() : throw Lost();
        }

        var fate = await Actor.EnterAsync(Step.Send);
        var mark = await MarkOfAsync(request);
        var isPost = request.Method == HttpMethod.Post;
        switch (fate)
        {
            case Fate.Good:
                return Apply(isPost, mark) ? Show() : new HttpResponseMessage(HttpStatusCode.NotFound);
            case Fate.Fails:
                throw Lost();
            case Fate.Answers500:
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            case Fate.Answers500AndHappens:
                Apply(isPost, mark);
                return new HttpResponseMessage(HttpStatusCode.InternalServerError);
            case Fate.HappensUnseen:
                Apply(isPost, mark);
                throw Lost();
            case Fate.HappensLate:
                Later(inSteps: 3);
                throw Lost();
            case Fate.HappensLast:
                Later(inSteps: int.MaxValue);
                throw Lost();
            case Fate.CrashesAfter:
                Apply(isPost, mark);
                await Actor.DieAsync();
                throw Lost();
            case Fate.CrashesAndHappensLast:
                Later(inSteps: int.MaxValue);
                await Actor.DieAsync();
                throw Lost();
            default:
                throw new InvalidOperationException($"A call does not end so: {fate}.");
        }

        void Later(int inSteps) =>
            _late.Add((clock.GetUtcNow() + settling - AlmostOver, inSteps, () => Apply(isPost, mark)));
    }

    private bool Apply(bool isPost, string mark)
    {
        if (isPost)
        {
            Creations.Add(mark);
            _installation = ($"i-{++_ids}", mark);
            return true;
        }

        if (_installation is not { } there)
        {
            return false;
        }

        Updates.Add(mark);
        _installation = (there.Id, mark);
        return true;
    }

    private HttpResponseMessage Show() =>
        _installation is not { } there
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : Json(
                $$$"""
                {"id":"{{{there.Id}}}","applicationId":"a","resource":"{{{company}}}","status":"ACTIVATED","metadata":{"onboardingDeliveryId":"{{{there.Mark}}}"},"createdAt":"2021-01-01T00:00:00Z","updatedAt":"2021-01-01T00:00:00Z"}
                """
            );

    private static async Task<string> MarkOfAsync(HttpRequestMessage request)
    {
        using var body = JsonDocument.Parse(await request.Content!.ReadAsByteArrayAsync());
        return body.RootElement.GetProperty("metadata").GetProperty("onboardingDeliveryId").GetString()!;
    }

    private static HttpResponseMessage Json(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, new MediaTypeHeaderValue("application/json")) };

    private static HttpRequestException Lost() => new(HttpRequestError.ResponseEnded);
}
