using System.Collections.Immutable;
using System.Globalization;

namespace MiniKube.Schema.Types;

/// <summary>Reads the field lines of one type of the table.</summary>
internal sealed class TypeTableParser(TypeTable table)
{
    private const string EnumMark = " enum=";

    public ImmutableArray<FieldSchema> Fields(ReadOnlySpan<char> block)
    {
        var fields = ImmutableArray.CreateBuilder<FieldSchema>();
        foreach (var line in block.EnumerateLines())
        {
            if (line.Length > 0)
            {
                fields.Add(Field(line.Trim().ToString()));
            }
        }

        return fields.ToImmutable();
    }

    private FieldSchema Field(string line)
    {
        // Values of an enum may hold blanks, so it stands last.
        var enumAt = line.IndexOf(EnumMark, StringComparison.Ordinal);
        ImmutableArray<string> values = enumAt < 0 ? [] : [.. line[(enumAt + EnumMark.Length)..].Split('|')];
        var words = (enumAt < 0 ? line : line[..enumAt]).Split(' ');
        var marks = words.AsSpan(3);
        var type = Type(words[2], values);
        var required = marks.Contains("required");
        var list = Value(marks, "list=");
        return new FieldSchema
        {
            Name = words[0],
            ProtoNumber = words[1] == "-" ? 0 : int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture),
            Type = type,
            IsRequired = required,
            IsInline = marks.Contains("inline"),
            Presence = Presence(type.Kind, required, marks),
            ListType = ListTypeOf(list),
            ListMapKeys = list is not null && list.StartsWith("map(", StringComparison.Ordinal) ? [.. list[4..^1].Split(',')] : [],
            PatchStrategy = Value(marks, "patch="),
            PatchMergeKey = Value(marks, "key="),
            MapType = Value(marks, "map="),
            StructType = Value(marks, "struct="),
            DefaultJson = Value(marks, "default="),
        };
    }

    private static FieldPresence Presence(TypeKind kind, bool required, ReadOnlySpan<string> marks)
    {
        if (marks.Contains("always"))
        {
            return FieldPresence.Always;
        }

        if (marks.Contains("pointer"))
        {
            return FieldPresence.WhenSet;
        }

        return kind switch
        {
            TypeKind.String or TypeKind.Int32 or TypeKind.Int64 or TypeKind.Double or TypeKind.Boolean =>
                required ? FieldPresence.Always : FieldPresence.WhenNotEmpty,
            TypeKind.List or TypeKind.Map or TypeKind.Bytes => required ? FieldPresence.WhenSet : FieldPresence.WhenNotEmpty,
            _ => FieldPresence.WhenSet,
        };
    }

    private static ListType? ListTypeOf(string? list) => list switch
    {
        null => null,
        "atomic" => ListType.Atomic,
        "set" => ListType.Set,
        _ => ListType.Map,
    };

    private static string? Value(ReadOnlySpan<string> marks, string name)
    {
        foreach (var mark in marks)
        {
            if (mark.StartsWith(name, StringComparison.Ordinal))
            {
                return mark[name.Length..];
            }
        }

        return null;
    }

    private TypeSchema Type(string word, ImmutableArray<string> values) => word[0] switch
    {
        '[' => TypeSchema.ListOf(Type(word[1..^1], values)),
        '{' => TypeSchema.MapOf(Type(word[1..^1], values)),
        _ when word.Contains('.') => table.Named(word),
        _ when values.Length > 0 => TypeSchema.EnumOf(values),
        _ => Scalar(word),
    };

    private static TypeSchema Scalar(string word) => word switch
    {
        "string" => TypeSchema.String,
        "int32" => TypeSchema.Int32,
        "int64" => TypeSchema.Int64,
        "double" => TypeSchema.Double,
        "bool" => TypeSchema.Boolean,
        "bytes" => TypeSchema.Bytes,
        "time" => TypeSchema.Time,
        "microTime" => TypeSchema.MicroTime,
        "duration" => TypeSchema.Duration,
        "quantity" => TypeSchema.Quantity,
        "intOrString" => TypeSchema.IntOrString,
        "raw" => TypeSchema.Raw,
        "any" => TypeSchema.Any,
        _ => throw new InvalidOperationException($"the type table has the unknown type {word}"),
    };
}
