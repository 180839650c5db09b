using System.Globalization;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Secrets;

namespace PleoFunctions.Local.Keys;

/// <summary>What a check found out about a customer's key. It never has the key.</summary>
internal sealed record KeyReport
{
    /// <summary>How many days before its expiry a secret is mentioned.</summary>
    private const int ExpiryNotice = 30;

    public required string Tenant { get; init; }

    /// <summary>In one word: <c>ok</c>, <c>refused</c>, <c>malformed</c>, <c>unknown</c>, or why there is no key to use.</summary>
    public required string State { get; init; }

    /// <summary>Whose the key is, as a URN; null when that is not known.</summary>
    public string? Company { get; init; }

    /// <summary>Its scopes, separated by spaces; null when Pleo does not tell.</summary>
    public string? Scope { get; init; }

    /// <summary>How the company compares with the one in the ledger.</summary>
    public string Binding { get; init; } = "";

    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>What is wrong, in sentences.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>What is worth knowing and is not wrong, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The report on a secret that the app does not use.</summary>
    public static KeyReport Absent(string tenant, SecretAbsence reason, DateTimeOffset? expiresOn) =>
        new()
        {
            Tenant = tenant,
            State = WireName.Of(reason),
            ExpiresOn = expiresOn,
            Faults =
            [
                reason switch
                {
                    SecretAbsence.NotFound => "The vault has no key of this customer.",
                    SecretAbsence.Disabled =>
                        "The newest version of the secret is disabled, so the app does not use it.",
                    SecretAbsence.Expired => "The secret's expiry date is over, so the app does not use it.",
                    _ => "The secret's not-before date is still to come, so the app does not use it yet.",
                },
            ],
        };

    /// <summary>The report on a text that cannot be a key.</summary>
    public static KeyReport Malformed(string tenant, ApiKeyScheme scheme) =>
        new()
        {
            Tenant = tenant,
            State = "malformed",
            Faults = [FormFault(scheme)],
        };

    /// <summary>What is wrong with a text that cannot be a key. It does not show the text.</summary>
    public static string FormFault(ApiKeyScheme scheme) =>
        scheme is ApiKeyScheme.Bearer
            ? "This is not a usable API key: it is empty, or has a colon, a line break, another control character or a non-ASCII character."
            : "This is not a usable API key: it is empty, or has a colon, a line break or another control character.";

    /// <summary>The report on a key that Pleo was asked about.</summary>
    /// <param name="tenant">The customer.</param>
    /// <param name="pleo">The host that was asked.</param>
    /// <param name="introspection">What Pleo answered about the key.</param>
    /// <param name="look">What it answered to a look for the installation; null when it was not asked.</param>
    /// <param name="binding">What the ledger says.</param>
    public static KeyReport From(
        string tenant,
        string pleo,
        PleoAnswer introspection,
        PleoAnswer? look,
        CustomerBinding binding
    )
    {
        var subject = introspection.Subject;
        var company = subject?.Urn ?? (look?.Installations is [var first, ..] ? first.Resource : null);
        var (state, fault) = Judge(pleo, introspection, look);
        var mismatch = company is not null && binding.Company is { } bound && !CompanyUrn.AreSame(company, bound);
        return new KeyReport
        {
            Tenant = tenant,
            State = state,
            Company = company,
            Scope = subject?.Scope,
            Binding = Compare(company, binding, mismatch),
            Faults =
            [
                .. fault is null ? [] : (string[])[fault],
                .. mismatch
                    ? (string[])
                        [
                            $"The customer is bound to {binding.Company}, and this key belongs to {company}. The app answers company_mismatch.",
                        ]
                    : [],
            ],
            Notes =
                state is "ok" && company is null
                    ?
                    [
                        "Pleo does not tell which company the key belongs to. The app checks it after the first request.",
                    ]
                    : [],
        };
    }

    /// <summary>The report with the date on which the secret expires.</summary>
    public KeyReport WithExpiry(DateTimeOffset? expiresOn, DateTimeOffset now) =>
        this with
        {
            ExpiresOn = expiresOn,
            Notes =
                expiresOn - now is { } left && left <= TimeSpan.FromDays(ExpiryNotice)
                    ?
                    [
                        .. Notes,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The secret expires within {Math.Ceiling(left.TotalDays)} days. The app does not use it from then on."
                        ),
                    ]
                    : Notes,
        };

    /// <summary>The reports, with a fault for each customer whose key belongs to the company of another one.</summary>
    public static IReadOnlyList<KeyReport> MarkShared(IReadOnlyList<KeyReport> reports)
    {
        var byCompany = reports
            .Where(report => report.Company is not null)
            .ToLookup(report => CompanyUrn.Normalize(report.Company!), StringComparer.Ordinal);
        return
        [
            .. reports.Select(report =>
                report.Company is { } company
                && byCompany[CompanyUrn.Normalize(company)].Where(other => other != report).ToList()
                    is { Count: > 0 } others
                    ? report with
                    {
                        Faults =
                        [
                            .. report.Faults,
                            $"Its company also owns the key of {string.Join(", ", others.Select(other => other.Tenant))}. One company is one customer, so one of these keys is under the wrong name.",
                        ],
                    }
                    : report
            ),
        ];
    }

    /// <summary>The report, with a fault if the ledger has bound the key's company to another customer.</summary>
    /// <param name="holder">The other customer; null when there is none.</param>
    public KeyReport HeldBy(string? holder) =>
        holder is null
            ? this
            : this with
            {
                Faults = [.. Faults, $"The company {Company} is bound to {holder}. The app answers company_mismatch."],
            };

    private static (string State, string? Fault) Judge(string pleo, PleoAnswer introspection, PleoAnswer? look) =>
        (introspection, look) switch
        {
            ({ RefusesKey: true }, _) or ({ Status: 404 }, { RefusesKey: true }) => (
                "refused",
                $"Pleo at {pleo} refuses the key ({(introspection.RefusesKey ? introspection : look!).Summary}). It was revoked, or it belongs to another environment of Pleo."
            ),
            ({ Status: not 404, Subject: null }, _) => (
                "unknown",
                $"Pleo at {pleo} did not say whose the key is: {introspection.Summary}. Try again later."
            ),
            (_, { RefusesKey: true }) => (
                "refused",
                $"Pleo knows the key, but refuses to show its installation ({look!.Summary}). The key lacks a scope."
            ),
            (_, { Status: 404 } or { Installations: not null }) => ("ok", null),
            _ => ("unknown", $"Pleo at {pleo} did not show the installation: {look?.Summary}. Try again later."),
        };

    private static string Compare(string? company, CustomerBinding binding, bool mismatch) =>
        binding switch
        {
            { NotReadBecause: not null } => "not checked",
            { Company: null } => "none yet",
            _ when company is null => "not checked",
            _ => mismatch ? "another company" : "same company",
        };
}
