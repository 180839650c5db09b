using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Onboarding.Installations;

/// <summary>The check that a customer's key belongs to the customer's company, before anything is sent with it.</summary>
internal sealed partial class InstallationRun
{
    private const int MaxIntrospections = 3;

    /// <summary>
    /// Takes a key, asks Pleo once whose it is, and checks the company. A key that belongs to another company is read from
    /// the vault again, once, so that a corrected one works at once.
    /// </summary>
    /// <param name="lookup">The key, or why there is none.</param>
    /// <returns>Why the key cannot be used; null when it can.</returns>
    private async ValueTask<Problem?> PrepareKeyAsync(Result<ApiKey> lookup)
    {
        var problem = await TakeKeyAsync(lookup);
        if (problem?.Code is not ProblemCode.CompanyMismatch)
        {
            return problem;
        }

        var wrong = _key;
        var fresh = await tools.Keys.RefreshApiKeyAsync(partner, payload.Tenant, isRefused: false);
        return fresh.Succeeded(out var key, out _) && key != wrong ? await TakeKeyAsync(fresh) : problem;
    }

    private async ValueTask<Problem?> TakeKeyAsync(Result<ApiKey> lookup)
    {
        if (!lookup.Succeeded(out var key, out var keyless))
        {
            return keyless;
        }

        _key = key;
        return (_key.Company is null ? await AskCompanyAsync() : null) ?? await CheckCompanyAsync();
    }

    private async ValueTask<Problem?> AskCompanyAsync()
    {
        var wasRefreshed = false;
        for (var number = 1; _key.Company is null; number++)
        {
            var reply = await AttemptAsync(InstallationCall.Introspect, body: default);
            switch (reply.Kind)
            {
                case PleoReplyKind.Introspected:
                    _key.Company = new KeyCompany(reply.Subject is { } urn ? CompanyUrn.Normalize(urn) : null);
                    return null;

                // Pleo does not tell, so the reply to the installation has to.
                case PleoReplyKind.NotFound:
                    _key.Company = new KeyCompany(Urn: null);
                    return null;

                case PleoReplyKind.Unauthorized when !wasRefreshed:
                    wasRefreshed = true;
                    var fresh = await tools.Keys.RefreshApiKeyAsync(partner, payload.Tenant);
                    if (!fresh.Succeeded(out var key, out var keyless))
                    {
                        return keyless;
                    }

                    _key = key;
                    break;

                case PleoReplyKind.Unauthorized:
                    return InstallationProblems.Of(ProblemCode.PleoUnauthorized, retryAfter: null);

                case PleoReplyKind.Rejected
                or PleoReplyKind.Conflict
                or PleoReplyKind.Unexpected:
                    return InstallationProblems.Of(ProblemCode.PleoUnexpectedResponse, reply.RetryAfter);
            }

            var pause =
                reply.Kind is PleoReplyKind.Unauthorized ? TimeSpan.Zero : RetryPolicy.PauseAfter(reply, number);
            if (
                number == MaxIntrospections
                || reply.Kind is PleoReplyKind.CircuitOpen
                || pause + tools.Settings.AttemptTimeout > TimeLeft
            )
            {
                var code = reply.Kind switch
                {
                    PleoReplyKind.Unauthorized => ProblemCode.PleoUnauthorized,
                    PleoReplyKind.RateLimited => ProblemCode.PleoRateLimited,
                    _ => ProblemCode.PleoUnavailable,
                };
                return InstallationProblems.Of(code, reply.RetryAfter);
            }

            await Task.Delay(pause, tools.Clock);
        }

        return null;
    }

    /// <summary>Checks the key's company before anything is sent with the key.</summary>
    private async ValueTask<Problem?> CheckCompanyAsync()
    {
        if (_key.Company?.Urn is not { } company)
        {
            return null;
        }

        return
            payload.CompanyId is { } expected && CompanyUrn.IsCompany(company) && !CompanyUrn.AreSame(company, expected)
            ? Mismatch
            : await BindAsync(company);
    }

    /// <summary>
    /// Checks the company that an installation belongs to. It decides where Pleo does not tell which company the key belongs to, and where
    /// an organisation's key may reach several companies.
    /// </summary>
    /// <param name="resource">The installation's resource, as a URN.</param>
    private async ValueTask<Problem?> CheckResourceAsync(string resource)
    {
        if (!CompanyUrn.IsCompany(resource))
        {
            return null;
        }

        if (payload.CompanyId is { } expected && !CompanyUrn.AreSame(resource, expected))
        {
            return Mismatch;
        }

        return _key.Company?.Urn is null ? await BindAsync(CompanyUrn.Normalize(resource)) : null;
    }

    /// <summary>Checks that the company is the customer's own. A customer without one gets it, if no other has it.</summary>
    private async ValueTask<Problem?> BindAsync(string company)
    {
        if (Facts.Company is { } bound)
        {
            return CompanyUrn.AreSame(bound, company) ? null : Mismatch;
        }

        if (!(await tools.Ledger.BindAsync(Key.Customer, company)).Succeeded(out var tenant, out var unavailable))
        {
            return unavailable;
        }

        if (!tenant.Equals(payload.Tenant, StringComparison.Ordinal))
        {
            return Mismatch;
        }

        if (_company is not null && !CompanyUrn.AreSame(_company, company))
        {
            await tools.Ledger.UnbindAsync(Key.Customer, _company);
        }

        _company = company;
        return null;
    }

    /// <summary>Checks the company of what a look shows, before it is taken for the customer's own.</summary>
    private async ValueTask<Problem?> CheckLookAsync(InstallationCall call, PleoReply reply) =>
        call is InstallationCall.Look && reply.Installations is [var shown, ..]
            ? await CheckResourceAsync(shown.Resource)
            : null;

    private static Problem Mismatch => InstallationProblems.Of(ProblemCode.CompanyMismatch, retryAfter: null);
}
