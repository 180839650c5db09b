using System.Text.Json;
using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Local.Probing;

/// <summary>
/// Creates, updates and deletes an installation with a test key, one call after the other. It deletes the installation
/// also when it fails or is canceled on the way.
/// </summary>
internal sealed class ProbeRun(PleoCaller pleo, ApiKey key)
{
    private const int Cleanups = 3;

    private ProbeObservations _seen = new()
    {
        Marks = new ProbeMarks(NewMark("create"), NewMark("again"), NewMark("update")),
    };

    /// <summary>What was seen so far.</summary>
    public ProbeObservations Seen => _seen;

    /// <summary>What the probe created may still be at Pleo.</summary>
    public bool LeftSomething { get; private set; }

    /// <summary>Asks whose the key is, and looks for an installation. It changes nothing.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        _seen = _seen with { Introspection = await pleo.IntrospectAsync(key, cancellationToken) };
        if (!_seen.Introspection.RefusesKey)
        {
            _seen = _seen with { LookBefore = await pleo.FindAsync(key, cancellationToken) };
        }
    }

    /// <summary>Deletes the installation that was there before, and looks again.</summary>
    public async Task DeleteExistingAsync(CancellationToken cancellationToken)
    {
        await pleo.ChangeAsync(HttpMethod.Delete, key, body: null, cancellationToken);
        _seen = _seen with { LookBefore = await pleo.FindAsync(key, cancellationToken) };
    }

    /// <summary>Makes the calls that change something, and cleans up.</summary>
    /// <exception cref="OperationCanceledException">The run was canceled. It has cleaned up.</exception>
    public async Task ChangeAsync(CancellationToken cancellationToken)
    {
        LeftSomething = true;
        try
        {
            var marks = _seen.Marks;
            _seen = _seen with { Create = await WriteAsync(HttpMethod.Post, marks.Create, cancellationToken) };
            _seen = _seen with
            {
                CreateAgain = await WriteAsync(HttpMethod.Post, marks.CreateAgain, cancellationToken),
            };
            _seen = _seen with { Update = await WriteAsync(HttpMethod.Put, marks.Update, cancellationToken) };
            _seen = _seen with { LookAfterUpdate = await pleo.FindAsync(key, cancellationToken) };
            _seen = _seen with
            {
                Delete = await pleo.ChangeAsync(HttpMethod.Delete, key, body: null, cancellationToken),
            };
            _seen = _seen with { LookAfterDelete = await pleo.FindAsync(key, cancellationToken) };
            LeftSomething = !IsGone(_seen.Delete, _seen.LookAfterDelete);
        }
        finally
        {
            await CleanUpAsync();
        }
    }

    /// <summary>Whether a look shows that there is no installation.</summary>
    public static bool ShowsNone(PleoAnswer? look) => look is { Status: 404 } or { Installations.Count: 0 };

    /// <summary>Without a token, so that an interruption cannot stop it. Each call has its own time limit.</summary>
    private async Task CleanUpAsync()
    {
        for (var attempt = 0; LeftSomething && attempt < Cleanups; attempt++)
        {
            var deleted = await pleo.ChangeAsync(HttpMethod.Delete, key, body: null, CancellationToken.None);
            LeftSomething = !IsGone(deleted, await pleo.FindAsync(key, CancellationToken.None));
        }
    }

    /// <summary>A key that Pleo revoked with the installation shows nothing more.</summary>
    private static bool IsGone(PleoAnswer deleted, PleoAnswer look) =>
        ShowsNone(look) || (deleted.Succeeded && look.RefusesKey);

    private Task<PleoAnswer> WriteAsync(HttpMethod method, string mark, CancellationToken cancellationToken)
    {
        var isUpdate = method == HttpMethod.Put;
        KeyValuePair<string, JsonElement>[] metadata =
        [
            new(ProbeObservations.Changed, JsonSerializer.SerializeToElement(mark, ProbeJson.Default.String)),
            .. isUpdate
                ? []
                : (KeyValuePair<string, JsonElement>[])
                    [new(ProbeObservations.LeftOut, JsonSerializer.SerializeToElement(mark, ProbeJson.Default.String))],
        ];
        var status = isUpdate ? Assumption.UpdatedStatus : InstallationStatus.PendingIntegration;
        return pleo.ChangeAsync(method, key, InstallationRequest.Write(mark, status, metadata), cancellationToken);
    }

    private static string NewMark(string step) => $"probe_{step}_{Guid.NewGuid():N}";
}
