using System.Collections.Immutable;

namespace MiniKube.ApiServer.Admission;

/// <summary>Which admission plug-ins look at writes, and how they are configured.</summary>
public sealed record AdmissionOptions
{
    /// <summary>An <c>AdmissionConfiguration</c>; null for none.</summary>
    public string? ConfigurationFile { get; init; }

    /// <summary>Names of plug-ins; those of this server are on anyway.</summary>
    public ImmutableArray<string> Enabled { get; init; } = [];

    /// <summary>Names of plug-ins that are left out.</summary>
    public ImmutableArray<string> Disabled { get; init; } = [];
}
