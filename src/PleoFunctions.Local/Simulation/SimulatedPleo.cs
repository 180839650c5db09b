using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// A Pleo with one installation for each API key; each test tenant gets its own answer. Pleo does not document what a
/// second POST does. Here it is answered with 409, unless <see cref="SimulatedPleoOptions.CreatesAgain"/> is set.
/// </summary>
internal sealed class SimulatedPleo(SimulatedFaults faults, IOptions<SimulatedPleoOptions> options, TimeProvider clock)
{
    public const string Path = "/simulated/pleo/v1/installations/me";

    public const string IntrospectPath = "/simulated/pleo/v1/introspect";

    public const string BasePath = "/simulated/pleo/";
    private const string ApplicationId = "0c0ffee0-0000-4000-8000-000000000001";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedInstallation> _installations = new(StringComparer.Ordinal);
    private readonly HashSet<string> _installedFromTheStart = new(StringComparer.Ordinal);
    private readonly Queue<(string ApiKey, SimulatedWrite Creation)> _creations = new();
    private readonly DateTime _started = clock.GetUtcNow().UtcDateTime;
    private readonly Queue<SimulatedWrite> _updates = new();
    private bool _throttlesNext;

    /// <summary>The latest creations, oldest first.</summary>
    public IReadOnlyCollection<SimulatedWrite> Creations
    {
        get
        {
            lock (_gate)
            {
                return [.. _creations.Select(static one => one.Creation)];
            }
        }
    }

    /// <summary>The latest updates, oldest first.</summary>
    public IReadOnlyCollection<SimulatedWrite> Updates
    {
        get
        {
            lock (_gate)
            {
                return [.. _updates];
            }
        }
    }

    /// <summary>The installation of a key; null when it has none.</summary>
    public SimulatedInstallation? Show(string apiKey) => Find(apiKey);

    /// <summary>The simulation's address on a server that has started.</summary>
    public static PleoAddress AddressOn(IServer server)
    {
        var listening = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new PleoAddress(
            new Uri(new Uri(listening.Replace("//+", "//localhost", StringComparison.Ordinal)), BasePath)
        );
    }

    /// <summary><c>POST</c>: creates an installation, unless the tenant stands for another answer.</summary>
    public async Task CreateAsync(HttpContext context, string apiKey)
    {
        var tenant = LocalKeys.TenantOf(apiKey)!;
        if (await PlayTenantAsync(context, tenant))
        {
            return;
        }

        if (await SimulatedRequest.ReadAsync(context.Request) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (Create(apiKey, request) is not { } installation)
        {
            context.Response.StatusCode = StatusCodes.Status409Conflict;
            return;
        }

        if (tenant is TestTenants.LostReply || faults.Pleo is PleoFault.LosesReplies)
        {
            context.Abort();
            return;
        }

        await context.AnswerAsync(installation);
    }

    /// <summary><c>GET</c>: the key's installation, or 404.</summary>
    public Task FindAsync(HttpContext context, string apiKey)
    {
        if (LocalKeys.TenantOf(apiKey) is TestTenants.Slow)
        {
            return context.NeverAnswerAsync();
        }

        if (Find(apiKey) is { } installation)
        {
            return context.AnswerAsync(installation);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary><c>PUT</c>: updates the key's installation, or 404, unless the tenant stands for another answer.</summary>
    public async Task UpdateAsync(HttpContext context, string apiKey)
    {
        if (await PlayTenantAsync(context, LocalKeys.TenantOf(apiKey)!))
        {
            return;
        }

        var request = await SimulatedRequest.ReadAsync(context.Request);
        if (request?.Status is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (Update(apiKey, request, request.Status) is not { } updated)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (faults.Pleo is PleoFault.LosesReplies)
        {
            context.Abort();
            return;
        }

        await context.AnswerAsync(updated);
    }

    /// <summary><c>DELETE</c>: removes the key's installation, or 404.</summary>
    public Task RemoveAsync(HttpContext context, string apiKey)
    {
        lock (_gate)
        {
            context.Response.StatusCode =
                Find(apiKey) is not null && _installations.Remove(apiKey)
                    ? StatusCodes.Status204NoContent
                    : StatusCodes.Status404NotFound;
        }

        return Task.CompletedTask;
    }

    /// <summary><c>GET</c> of introspect: which company the key belongs to.</summary>
    public Task IntrospectAsync(HttpContext context, string apiKey)
    {
        if (options.Value.DoesNotIntrospect)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return context.Response.WriteAsJsonAsync(
            new SimulatedIntrospection(
                new SimulatedClient
                {
                    AuthMethod = "API_KEY",
                    ClientId = IdOf("client", apiKey),
                    Scope = "installations:read installations:write",
                    SubjectUrn = CompanyOf(apiKey),
                }
            ),
            SimulationJson.Default.SimulatedIntrospection,
            SimulatedPleoRoutes.Json
        );
    }

    /// <summary>Answers a POST or PUT as the tenant stands for.</summary>
    /// <returns>Whether the request is answered.</returns>
    private async Task<bool> PlayTenantAsync(HttpContext context, string tenant)
    {
        switch (tenant)
        {
            case TestTenants.Rejected:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return true;
            case TestTenants.Down:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return true;
            case TestTenants.Throttled when ThrottleEveryOtherTime():
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return true;
            case TestTenants.Slow:
                await context.NeverAnswerAsync();
                return true;
            default:
                return false;
        }
    }

    private SimulatedInstallation? Find(string apiKey)
    {
        lock (_gate)
        {
            // Any partner may have the tenant, so its installation is added at the first call with its key.
            if (LocalKeys.TenantOf(apiKey) is TestTenants.Installed && _installedFromTheStart.Add(apiKey))
            {
                _installations[apiKey] = New(apiKey, IdOf("installation", apiKey), _started, new SimulatedRequest());
            }

            return _installations.GetValueOrDefault(apiKey);
        }
    }

    private SimulatedInstallation? Update(string apiKey, SimulatedRequest request, string status)
    {
        lock (_gate)
        {
            if (Find(apiKey) is not { } installation)
            {
                return null;
            }

            var updated = installation with
            {
                Status = status,
                ErrorCode = request.ErrorCode,
                Metadata = MetadataAfter(request.Metadata, installation.Metadata),
                UpdatedAt = clock.GetUtcNow().UtcDateTime,
            };
            _installations[apiKey] = updated;
            _updates.Enqueue(Entry(apiKey, updated));
            if (_updates.Count > options.Value.KeptCreations)
            {
                _updates.Dequeue();
            }

            return updated;
        }
    }

    private SimulatedInstallation? Create(string apiKey, SimulatedRequest request)
    {
        lock (_gate)
        {
            if (Find(apiKey) is { } existing && !options.Value.CreatesAgain)
            {
                return options.Value.ReturnsExisting ? existing : null;
            }

            var installation = New(apiKey, Guid.NewGuid().ToString(), clock.GetUtcNow().UtcDateTime, request);
            Keep(apiKey, installation);
            return installation;
        }
    }

    private Dictionary<string, JsonElement> MetadataAfter(
        Dictionary<string, JsonElement>? updated,
        Dictionary<string, JsonElement> before
    )
    {
        if (updated is null || !options.Value.MergesMetadata)
        {
            return updated ?? before;
        }

        var merged = new Dictionary<string, JsonElement>(before, StringComparer.Ordinal);
        foreach (var (name, value) in updated)
        {
            merged[name] = value;
        }

        return merged;
    }

    private static SimulatedInstallation New(string apiKey, string id, DateTime createdAt, SimulatedRequest request) =>
        new()
        {
            Id = id,
            ApplicationId = ApplicationId,
            Resource = CompanyOf(apiKey),
            Status = request.Status ?? InstallationStatus.Activated,
            Metadata = request.Metadata ?? [],
            CreatedAt = createdAt,
            UpdatedAt = createdAt,
        };

    private static string CompanyOf(string apiKey) =>
        $"urn:pleo:company:{IdOf("company", LocalKeys.KeyOfCompany(apiKey))}";

    /// <summary>An id that is the same after a restart.</summary>
    private static string IdOf(string kind, string apiKey) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind} {apiKey}"))[..16]).ToString();

    /// <summary>Keeps a creation, and drops the oldest. Call it under the lock.</summary>
    private void Keep(string apiKey, SimulatedInstallation installation)
    {
        _installations[apiKey] = installation;
        _creations.Enqueue((apiKey, Entry(apiKey, installation)));
        if (_creations.Count <= options.Value.KeptCreations)
        {
            return;
        }

        var (oldestKey, oldest) = _creations.Dequeue();
        if (
            _installations.TryGetValue(oldestKey, out var kept)
            && string.Equals(kept.Id, oldest.InstallationId, StringComparison.Ordinal)
        )
        {
            _installations.Remove(oldestKey);
        }
    }

    private static SimulatedWrite Entry(string apiKey, SimulatedInstallation installation) =>
        new(
            LocalKeys.TenantOf(apiKey)!,
            InstallationRequest.MarkIn(installation.Metadata)?.GetString(),
            installation.Id,
            installation.UpdatedAt
        );

    private bool ThrottleEveryOtherTime()
    {
        lock (_gate)
        {
            return _throttlesNext = !_throttlesNext;
        }
    }
}

/// <summary>
/// How much the simulated Pleo remembers, and what it does where Pleo's contract is silent. Tests and benchmarks change
/// it; it is not a setting.
/// </summary>
internal sealed class SimulatedPleoOptions
{
    /// <summary>
    /// How many creations are kept, and how many updates. The oldest are dropped first, a creation with its installation.
    /// </summary>
    /// <value>Default: 20,000, which take about 25 MB.</value>
    public int KeptCreations { get; set; } = 20_000;

    /// <summary>
    /// A second POST creates again. <see cref="SimulatedPleo.Creations"/> counts it, so that a run of many deliveries sees
    /// each POST that was one too many.
    /// </summary>
    /// <value>Default: false; it is answered with 409.</value>
    public bool CreatesAgain { get; set; }

    /// <summary>A second POST is answered 200 with the installation that is there, unchanged.</summary>
    /// <value>Default: false; it is answered with 409.</value>
    public bool ReturnsExisting { get; set; }

    /// <summary>A PUT keeps the metadata that it does not name.</summary>
    /// <value>Default: false; a PUT replaces all metadata.</value>
    public bool MergesMetadata { get; set; }

    /// <summary>Introspect is answered 404 for every key.</summary>
    /// <value>Default: false.</value>
    public bool DoesNotIntrospect { get; set; }

    /// <summary>Errors have a JSON body.</summary>
    /// <value>Default: false; they have none.</value>
    public bool ExplainsErrors { get; set; }
}

/// <summary>A creation at the simulated Pleo, or an update.</summary>
/// <param name="Tenant">The tenant whose key was used.</param>
/// <param name="DeliveryId">The delivery id in its metadata, if there was one.</param>
/// <param name="InstallationId">The installation that was created or updated.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record SimulatedWrite(string Tenant, string? DeliveryId, string InstallationId, DateTime At);
