using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>Tells the failures of the table service from bugs.</summary>
internal static class StoreFailure
{
    /// <summary>The SDK wraps what its retries have met into an AggregateException.</summary>
    public static bool Is(Exception failure) =>
        failure
            is RequestFailedException
                or AggregateException
                or OperationCanceledException
                or IOException
                or AuthenticationFailedException;

    /// <summary>There is no table yet, because nothing was ever written.</summary>
    public static bool IsTableMissing(RequestFailedException failure) =>
        string.Equals(failure.ErrorCode, TableErrorCode.TableNotFound.ToString(), StringComparison.Ordinal);
}
