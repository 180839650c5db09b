namespace PleoFunctions.Onboarding.Responses;

/// <summary>How a delivery succeeded. It is sent in the header <c>Onboarding-Outcome</c>.</summary>
internal enum Outcome
{
    /// <summary>The installation was created.</summary>
    Created,

    /// <summary>There was an installation; it has this event's status and metadata now.</summary>
    Updated,

    /// <summary>The delivery was done before. The app sent the stored answer again.</summary>
    Replayed,

    /// <summary>An earlier call created or updated the installation for this event, but its reply was lost.</summary>
    Reconciled,

    /// <summary>A newer event of the customer was applied before. The app sent nothing, and answered what that one left.</summary>
    Superseded,

    /// <summary>The event has a type that neither onboards nor updates a customer. Nothing was done.</summary>
    Ignored,

    /// <summary>The delivery is recorded and will be finished. Its result was not there in time.</summary>
    Accepted,
}
