using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;

namespace PleoFunctions.Onboarding.Ledger.TableStorage;

/// <summary>Tells failures of the table service from bugs.</summary>
internal static class StoreFailure
{
    private const int NotFound = 404;
    private const int PreconditionFailed = 412;

    /// <summary>The SDK wraps the failures of its retries into an AggregateException.</summary>
    public static bool Is(Exception failure) =>
        failure
            is RequestFailedException
                or AggregateException
                or OperationCanceledException
                or IOException
                or AuthenticationFailedException;

    /// <summary>The row has another version than the call names, or is gone.</summary>
    public static bool IsChanged(RequestFailedException failure) =>
        failure.Status is PreconditionFailed || (failure.Status is NotFound && !IsTableMissing(failure));

    /// <summary>The table does not exist. A ledger that was lost must not look like a new one.</summary>
    public static bool IsTableMissing(Exception failure) =>
        failure is RequestFailedException failed
        && string.Equals(failed.ErrorCode, TableErrorCode.TableNotFound.ToString(), StringComparison.Ordinal);
}
