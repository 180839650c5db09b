using System.CommandLine;
using System.Globalization;
using PleoFunctions.Local.Hosting;
using PleoFunctions.Local.Keys;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Local.Commands;

/// <summary><c>keys</c>: checks and stores the customers' API keys. It never prints a key.</summary>
internal static class KeysCommand
{
    private const int Faulty = 1;

    private static readonly Option<string> PartnerName = new("--partner")
    {
        Description = "The partner whose customers are meant",
        DefaultValueFactory = _ => LocalFallbacks.Partner,
        Recursive = true,
    };

    private static readonly Option<string?> Vault = new("--vault")
    {
        Description =
            "The address of a vault in Azure; you need an 'az login' (default: the setting KeyVault__Uri, or else the embedded vault of a running Local)",
        Recursive = true,
    };

    private static readonly Option<string?> Environment = new("--environment")
    {
        Description =
            $"The Pleo that the keys belong to: {PleoOptions.Staging} or {PleoOptions.Production} (default: the setting Pleo__Environment, or else the simulated Pleo of a running Local)",
        Recursive = true,
    };

    private static readonly Option<string> Address = new("--url")
    {
        Description =
            $"The address of the app, whose ledger knows the customers' companies. For an app in Azure, set {OperatorSignIn.AudienceVariable} to its Operators__Audience, or its admin key in {OperatorSignIn.KeyVariable}. With --vault, no app is asked without --url",
        DefaultValueFactory = _ => LocalAddress.Default,
        Recursive = true,
    };

    private static readonly Option<string?> OneTenant = new("--tenant")
    {
        Description = "Check only this customer (default: all customers of the partner)",
    };

    private static readonly Option<string> Tenant = new("--tenant")
    {
        Description = "The customer whose key it is",
        Required = true,
    };

    private static readonly Option<string?> Expires = new("--expires")
    {
        Description = $"When the key ends: {TimeForm}, in UTC. The app does not use it from then on",
    };

    private static readonly Option<bool> Yes = new("--yes") { Description = "Do not ask to confirm" };

    private const string TimeForm = "a date such as 2027-06-30, or a time such as 2027-06-30T12:00:00Z";

    public static Command Create()
    {
        Environment.AcceptOnlyFromAmong(PleoOptions.Staging, PleoOptions.Production);

        var check = new Command("check", "Check the stored keys: form, company at Pleo, binding in the ledger, expiry")
        {
            OneTenant,
        };
        check.SetAction((parsed, cancellationToken) => RunAsync(parsed, CheckAsync, cancellationToken));

        var set = new Command("set", "Check a key from a pipe or the terminal, then store it in the vault")
        {
            Tenant,
            Expires,
            Yes,
        };
        set.SetAction((parsed, cancellationToken) => RunAsync(parsed, SetAsync, cancellationToken));

        return new Command("keys", "Check and store the customers' Pleo API keys, in Local or in Azure")
        {
            check,
            set,
            PartnerName,
            Vault,
            Environment,
            Address,
        };
    }

    private static Task<int> RunAsync(
        ParseResult parsed,
        Func<ParseResult, KeysSession, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken
    ) =>
        UserErrors.PrintAsync(
            async () =>
            {
                await using var session = KeysSession.Open(
                    new KeysTarget(
                        parsed.GetValue(PartnerName)!,
                        parsed.GetValue(Vault),
                        parsed.GetValue(Environment),
                        parsed.GetValue(Address)!,
                        parsed.GetResult(Address) is { Implicit: false }
                    )
                );
                return await run(parsed, session, cancellationToken);
            },
            parsed.InvocationConfiguration.Error
        );

    private static async Task<int> CheckAsync(
        ParseResult parsed,
        KeysSession session,
        CancellationToken cancellationToken
    )
    {
        var reports = parsed.GetValue(OneTenant) is { } one
            ? [await session.CompareAsync(await CheckStoredAsync(Named(one)), cancellationToken)]
            : await CheckAllAsync();

        var output = parsed.InvocationConfiguration.Output;
        await output.WriteLineAsync($"Keys of {session.Partner.Name}: {session.Places}");
        await output.WriteLineAsync();
        await KeysOutput.WriteAsync(output, reports, session.Ledger.NotReadBecause);
        return reports.Any(report => report.Faults.Count > 0) ? Faulty : 0;

        async Task<IReadOnlyList<KeyReport>> CheckAllAsync()
        {
            // One after the other: Pleo asks for at most 500 requests a minute.
            var all = new List<KeyReport>();
            foreach (var tenant in await session.Vault.ListTenantsAsync(cancellationToken))
            {
                all.Add(await CheckStoredAsync(tenant));
            }

            return KeyReport.MarkShared(all);
        }

        async Task<KeyReport> CheckStoredAsync(string tenant) =>
            await session.Checker.CheckAsync(
                tenant,
                await session.Vault.ReadAsync(tenant, cancellationToken),
                cancellationToken
            );
    }

    private static async Task<int> SetAsync(
        ParseResult parsed,
        KeysSession session,
        CancellationToken cancellationToken
    )
    {
        var tenant = Named(parsed.GetValue(Tenant)!);
        var secret = session.Partner.ApiKeySecrets.NameOf(tenant);
        if (secret.Length > SecretTemplate.LongestName)
        {
            throw new UserErrorException(
                $"The secret's name {secret} is longer than {SecretTemplate.LongestName.ToString(CultureInfo.InvariantCulture)} characters. Choose a shorter tenant name."
            );
        }

        var expiresOn = ReadExpiry(parsed.GetValue(Expires), session.Now);
        var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        var current = await session.Vault.ReadAsync(tenant, cancellationToken);
        var key = await KeyInput.ReadAsync($"Pleo API key of {tenant}", errors, cancellationToken);

        var given = await session.Checker.CheckAsync(tenant, key, cancellationToken);
        var report = (await session.CompareAsync(given, cancellationToken)).WithExpiry(expiresOn, session.Now);
        await output.WriteLineAsync($"Key for {tenant} of {session.Partner.Name}: {session.Places}");
        await output.WriteLineAsync();
        await KeysOutput.WriteAsync(output, [report], session.Ledger.NotReadBecause);
        if (report.Faults.Count > 0)
        {
            throw new RefusedException("Nothing was stored.");
        }

        var replaced = current.Value is null ? "" : " It replaces the key that is there.";
        await output.WriteLineAsync();
        await output.WriteLineAsync($"The key will be stored as {secret} in the {session.Vault.Place}.{replaced}");
        if (!parsed.GetValue(Yes))
        {
            await ConfirmAsync(tenant, output, cancellationToken);
        }

        var version = await session.Vault.StoreAsync(tenant, key, expiresOn, cancellationToken);
        await output.WriteLineAsync($"Stored and read back: version {TextTable.Plain(version)}.");
        await output.WriteLineAsync(
            current.Value is null
                ? "The app uses it from the customer's next webhook on."
                : "An instance that has the old key may use it for up to 11 minutes."
        );
        return 0;
    }

    /// <exception cref="UserErrorException">The user does not confirm, or cannot be asked.</exception>
    private static Task ConfirmAsync(string tenant, TextWriter output, CancellationToken cancellationToken) =>
        KeyInput.IsPiped
            ? throw new UserErrorException(
                "Nothing was stored: the key came from a pipe, so there is no one to ask. Pass --yes to store it."
            )
            : Confirmation.AskAsync(
                "Type the name of the tenant to confirm",
                tenant,
                "This is not the tenant's name. Nothing was stored.",
                output,
                cancellationToken
            );

    /// <exception cref="UserErrorException">The text is not a tenant's name.</exception>
    private static string Named(string tenant) =>
        TenantName.IsValid(tenant)
            ? tenant
            : throw new UserErrorException($"--tenant is '{TextTable.Plain(tenant)}'; expected {TenantName.Form}.");

    /// <exception cref="UserErrorException">The text is not a time, or that is over.</exception>
    private static DateTimeOffset? ReadExpiry(string? text, DateTimeOffset now) =>
        text is null ? null
        : TimeText.Read(text) is not { } time ? throw new UserErrorException($"--expires '{text}' is not {TimeForm}.")
        : time <= now ? throw new UserErrorException($"--expires '{text}' is over. Choose a time in the future.")
        : time;
}
