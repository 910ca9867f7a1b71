using System.Text;

namespace MiniKube.Schema.ManagedFields;

/// <summary>What makes two entries one: an applier is the same in every version, a writer by updates is not.</summary>
internal sealed record ManagerIdentity(string Manager, string Operation, string ApiVersion, string Subresource)
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    public bool IsApplier => Operation == Apply;

    public static ManagerIdentity Of(string manager, string operation, string apiVersion, string subresource) =>
        new(manager, operation, operation == Apply ? "" : apiVersion, subresource);

    /// <summary>As a conflict names it: <c>"kubectl-edit" with subresource "status" using apps/v1</c>.</summary>
    public string Describe()
    {
        var text = new StringBuilder(PathScalar.Quote(Manager));
        if (Subresource.Length > 0)
        {
            text.Append(" with subresource ").Append(PathScalar.Quote(Subresource));
        }

        return IsApplier ? text.ToString() : text.Append(" using ").Append(ApiVersion).ToString();
    }
}
