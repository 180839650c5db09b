using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// A Pleo with one installation for each API key; each test tenant gets its own answer. Where Pleo's documentation is
/// silent, it makes no claim: a second POST creates again, and <see cref="Creations"/> counts it.
/// </summary>
internal sealed class SimulatedPleo(SimulatedFaults faults, IOptions<SimulatedPleoOptions> options, TimeProvider clock)
{
    public const string Path = "/simulated/pleo/v1/installations/me";

    private const string BasePath = "/simulated/pleo/";
    private const string ApplicationId = "0c0ffee0-0000-4000-8000-000000000001";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SimulatedInstallation> _installations = new(StringComparer.Ordinal);
    private readonly Queue<(string ApiKey, SimulatedCreation Creation)> _creations = new();
    private bool _throttlesNext;

    /// <summary>The latest creations, oldest first.</summary>
    public IReadOnlyCollection<SimulatedCreation> Creations
    {
        get
        {
            lock (_gate)
            {
                return [.. _creations.Select(static one => one.Creation)];
            }
        }
    }

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
        switch (tenant)
        {
            case TestTenants.Rejected:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            case TestTenants.Down:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case TestTenants.Throttled when ThrottleEveryOtherTime():
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return;
            case TestTenants.Slow:
                await context.NeverAnswerAsync();
                return;
        }

        if (await SimulatedRequest.ReadAsync(context.Request) is not { } request)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var installation = Create(apiKey, tenant, request);
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

    /// <summary><c>PUT</c>: changes the key's installation, or 404.</summary>
    public async Task ReplaceAsync(HttpContext context, string apiKey)
    {
        var request = await SimulatedRequest.ReadAsync(context.Request);
        if (request?.Status is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (Replace(apiKey, request, request.Status) is not { } changed)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await context.AnswerAsync(changed);
    }

    /// <summary><c>DELETE</c>: removes the key's installation, or 404.</summary>
    public Task RemoveAsync(HttpContext context, string apiKey)
    {
        lock (_gate)
        {
            context.Response.StatusCode = _installations.Remove(apiKey)
                ? StatusCodes.Status204NoContent
                : StatusCodes.Status404NotFound;
        }

        return Task.CompletedTask;
    }

    private SimulatedInstallation? Find(string apiKey)
    {
        lock (_gate)
        {
            return _installations.GetValueOrDefault(apiKey);
        }
    }

    private SimulatedInstallation? Replace(string apiKey, SimulatedRequest request, string status)
    {
        lock (_gate)
        {
            return _installations.TryGetValue(apiKey, out var installation)
                ? _installations[apiKey] = installation with
                {
                    Status = status,
                    ErrorCode = request.ErrorCode,
                    Metadata = request.Metadata ?? installation.Metadata,
                    UpdatedAt = clock.GetUtcNow().UtcDateTime,
                }
                : null;
        }
    }

    private SimulatedInstallation Create(string apiKey, string tenant, SimulatedRequest request)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var company = new Guid(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(tenant))[..16]);
        var installation = new SimulatedInstallation
        {
            Id = Guid.NewGuid().ToString(),
            ApplicationId = ApplicationId,
            Resource = $"urn:pleo:company:{company}",
            Status = request.Status ?? InstallationStatus.Activated,
            Metadata = request.Metadata ?? [],
            CreatedAt = now,
            UpdatedAt = now,
        };

        var mark = InstallationRequest.MarkIn(installation.Metadata)?.GetString();
        Keep(apiKey, new SimulatedCreation(tenant, mark, installation.Id, now), installation);
        return installation;
    }

    private void Keep(string apiKey, SimulatedCreation creation, SimulatedInstallation installation)
    {
        lock (_gate)
        {
            _installations[apiKey] = installation;
            _creations.Enqueue((apiKey, creation));
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
    }

    private bool ThrottleEveryOtherTime()
    {
        lock (_gate)
        {
            return _throttlesNext = !_throttlesNext;
        }
    }
}

/// <summary>How much the simulated Pleo remembers. Tests and benchmarks change it; it is not a setting.</summary>
internal sealed class SimulatedPleoOptions
{
    /// <summary>How many creations are kept. The oldest are dropped first, each with its installation.</summary>
    /// <value>Default: 20,000, which take about 25 MB.</value>
    public int KeptCreations { get; set; } = 20_000;
}

/// <summary>A creation at the simulated Pleo.</summary>
/// <param name="Tenant">The tenant whose key was used.</param>
/// <param name="DeliveryId">The delivery id in its metadata, if there was one.</param>
/// <param name="InstallationId">The installation that was created.</param>
/// <param name="At">When, in UTC.</param>
internal sealed record SimulatedCreation(string Tenant, string? DeliveryId, string InstallationId, DateTime At);
