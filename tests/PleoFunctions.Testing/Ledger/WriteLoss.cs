namespace PleoFunctions.Testing.Ledger;

/// <summary>What is lost of a write to the ledger.</summary>
public enum WriteLoss
{
    /// <summary>The request does not arrive.</summary>
    Request,

    /// <summary>The write happens, and its response is lost.</summary>
    Response,

    /// <summary>The write happens, its response is lost, and the client sends the same write again.</summary>
    ResponseThenRepeated,
}
