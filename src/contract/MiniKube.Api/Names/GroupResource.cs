namespace MiniKube.Api.Names;

/// <summary>Names a collection whatever its version: what error messages and storage keys use.</summary>
public readonly record struct GroupResource(string Group, string Resource)
{
    /// <summary>The form of error messages: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}
