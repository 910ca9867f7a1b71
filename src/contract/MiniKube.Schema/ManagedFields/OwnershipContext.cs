using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Who writes what and when, as far as ownership is concerned.</summary>
public sealed record OwnershipContext
{
    /// <summary>The field manager.</summary>
    public required string Manager { get; init; }

    /// <summary><c>group/version</c> of the object as it is written.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>Empty for the resource itself.</summary>
    public string Subresource { get; init; } = "";

    public required DateTimeOffset Now { get; init; }

    public required TypeSchema Type { get; init; }

    /// <summary>Places that are not looked at, with all that is below them: <see cref="ServerFields.Unowned"/> and what the write cannot change.</summary>
    public FieldSet Ignored { get; init; } = ServerFields.Unowned;

    /// <summary>The schema is a CustomResourceDefinition's, and so may have been another one when owners were noted.</summary>
    public bool IsCustom { get; init; }

    public required IObjectVersions Versions { get; init; }

    internal string Time => ManagedEntry.Timestamp(Now);

    internal ManagerIdentity Identity(string operation) => ManagerIdentity.Of(Manager, operation, ApiVersion, Subresource);
}
