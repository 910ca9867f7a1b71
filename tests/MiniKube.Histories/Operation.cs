namespace MiniKube.Histories;

/// <summary>What clients do: look at some keys and, where a value is given and the first key is as expected, set them all to it.</summary>
public sealed record Operation(int[] Keys, int? Expected, int? Value)
{
    public bool IsRead => Value is null;

    public override string ToString() =>
        $"[{string.Join(',', Keys)}]{(Expected is { } expected ? $" if {expected}" : "")}{(Value is { } value ? $" := {value}" : "")}";
}
