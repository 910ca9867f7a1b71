namespace MiniKube.Client.Certificates;

/// <summary>A certificate request was denied, or its signer does not sign it; the message says why.</summary>
public sealed class CertificateRefusedException(string message) : Exception(message);
