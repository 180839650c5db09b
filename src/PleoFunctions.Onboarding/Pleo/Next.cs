namespace PleoFunctions.Onboarding.Pleo;

/// <summary>What to do next.</summary>
internal enum Next
{
    /// <summary>The delivery is done.</summary>
    Finish,

    /// <summary>Send again, after a pause.</summary>
    Send,

    /// <summary>Look whether the installation is there, before anything is sent again.</summary>
    Look,

    /// <summary>Read the API key afresh, once, and do the same again.</summary>
    FreshKey,

    /// <summary>End with the problem.</summary>
    Stop,
}
