namespace MiniKube.Api.Quantities;

/// <summary>The family of suffixes that a quantity was written with, and is written with again.</summary>
public enum QuantityFormat
{
    /// <summary><c>n u m k M G T P E</c>, powers of 1000.</summary>
    DecimalSi,

    /// <summary><c>Ki Mi Gi Ti Pi Ei</c>, powers of 1024.</summary>
    BinarySi,

    /// <summary><c>e3 e6 …</c>.</summary>
    DecimalExponent,
}
