namespace PleoFunctions.Onboarding.Settings;

/// <summary>A form that texts in settings have.</summary>
internal enum TextForm
{
    /// <summary>The name of a secret in Key Vault.</summary>
    SecretName,

    /// <summary>Such names, one for each tenant.</summary>
    SecretNames,

    /// <summary>The name of a table in Table Storage.</summary>
    TableName,
}
