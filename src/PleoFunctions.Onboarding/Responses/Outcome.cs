namespace PleoFunctions.Onboarding.Responses;

/// <summary>How a delivery that went well was answered: the header <c>Onboarding-Outcome</c>.</summary>
internal enum Outcome
{
    /// <summary>The installation was created.</summary>
    Created,

    /// <summary>There was an installation; it has this event's status and metadata now.</summary>
    Updated,

    /// <summary>The delivery was done before; the stored answer was sent again.</summary>
    Replayed,

    /// <summary>The reply to an earlier call was lost; the installation that it created was found.</summary>
    Reconciled,
}
