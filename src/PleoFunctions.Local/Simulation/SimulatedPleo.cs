using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Simulation;

/// <summary>
/// A Pleo that keeps one installation for each API key, and plays the test tenants. It says nothing about how the real
/// one behaves where its documentation is silent: a second POST simply creates again, and can be counted.
/// </summary>
internal sealed class SimulatedPleo(SimulatedFaults faults, TimeProvider clock)
{
    public const string Path = "/simulated/pleo/v1/installations/me";

    private const string BasePath = "/simulated/pleo/";
    private const string ApplicationId = "0c0ffee0-0000-4000-8000-000000000001";

    private readonly ConcurrentDictionary<string, SimulatedInstallation> _installations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _throttled = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SimulatedCreation> _creations = new();

    /// <summary>Every creation there was, in order.</summary>
    public IReadOnlyCollection<SimulatedCreation> Creations => _creations;

    /// <summary>The address of the simulation on a server that has started.</summary>
    public static PleoAddress AddressOn(IServer server)
    {
        var listening = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new PleoAddress(
            new Uri(new Uri(listening.Replace("//+", "//localhost", StringComparison.Ordinal)), BasePath)
        );
    }

    /// <summary><c>POST</c>: creates, unless the tenant plays something else.</summary>
    public async Task CreateAsync(HttpContext context, string tenant)
    {
        switch (tenant)
        {
            case TestTenants.Rejected:
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            case TestTenants.Down:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case TestTenants.Throttled when ThrottleOnce(tenant):
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

        var installation = Create(tenant, request);
        if (tenant is TestTenants.LostReply || faults.Pleo is PleoFault.LosesReplies)
        {
            context.Abort();
            return;
        }

        await context.AnswerAsync(installation);
    }

    /// <summary><c>GET</c>: the tenant's installation, or 404.</summary>
    public Task FindAsync(HttpContext context, string tenant)
    {
        if (tenant is TestTenants.Slow)
        {
            return context.NeverAnswerAsync();
        }

        if (_installations.TryGetValue(tenant, out var installation))
        {
            return context.AnswerAsync(installation);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    /// <summary><c>PUT</c>: changes the tenant's installation, or 404.</summary>
    public async Task ReplaceAsync(HttpContext context, string tenant)
    {
        var request = await SimulatedRequest.ReadAsync(context.Request);
        if (request?.Status is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (!_installations.TryGetValue(tenant, out var installation))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var changed = installation with
        {
            Status = request.Status,
            ErrorCode = request.ErrorCode,
            Metadata = request.Metadata ?? installation.Metadata,
            UpdatedAt = clock.GetUtcNow().UtcDateTime,
        };
        _installations[tenant] = changed;
        await context.AnswerAsync(changed);
    }

    /// <summary><c>DELETE</c>: removes the tenant's installation, or 404.</summary>
    public Task RemoveAsync(HttpContext context, string tenant)
    {
        context.Response.StatusCode = _installations.TryRemove(tenant, out _)
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private SimulatedInstallation Create(string tenant, SimulatedRequest request)
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

        _installations[tenant] = installation;
        _creations.Enqueue(
            new SimulatedCreation(
                tenant,
                InstallationRequest.MarkIn(installation.Metadata)?.GetString(),
                installation.Id,
                now
            )
        );
        return installation;
    }

    /// <summary>Every other time.</summary>
    private bool ThrottleOnce(string tenant) => _throttled.AddOrUpdate(tenant, true, static (_, before) => !before);
}
