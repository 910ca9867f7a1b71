namespace MiniKube.Api.Selectors;

/// <summary>One condition on one field: it has the value, or another.</summary>
public sealed record FieldRequirement(string Field, bool IsEqual, string Value)
{
    public bool Matches(string value) => string.Equals(Value, value, StringComparison.Ordinal) == IsEqual;

    public override string ToString() => $"{Field}{(IsEqual ? "=" : "!=")}{Escape(Value)}";

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("=", "\\=", StringComparison.Ordinal);
}
