namespace PleoFunctions.Local.Diagnosis;

/// <summary>How a diagnosis words the mistakes that it finds.</summary>
internal static class SignatureMistake
{
    public static string InsteadOf(string found, string wanted) =>
        $"the signature is written in {found} instead of {wanted}";

    /// <summary>Several mistakes in one sentence; those that were not made are empty.</summary>
    public static string Join(params IEnumerable<string> mistakes) =>
        string.Join("; and ", mistakes.Where(one => one.Length > 0));
}
