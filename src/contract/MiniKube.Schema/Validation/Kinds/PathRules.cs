namespace MiniKube.Schema.Validation.Kinds;

/// <summary>Paths of files and directories.</summary>
internal static class PathRules
{
    public const string Backstep = "must not contain '..'";

    public static bool HasBackstep(ReadOnlySpan<char> path)
    {
        foreach (var part in path.Split('/'))
        {
            if (path[part] is "..")
            {
                return true;
            }
        }

        return false;
    }

    public static void NoBackstep(string path, FieldLocation where, string field, Complaints complaints)
    {
        if (HasBackstep(path))
        {
            complaints.Invalid(where.Child(field), path, Backstep);
        }
    }

    /// <summary>A path that leads nowhere but down from where it starts.</summary>
    public static void Descending(string path, FieldLocation where, string field, Complaints complaints)
    {
        if (path.StartsWith('/'))
        {
            complaints.Invalid(where.Child(field), path, "must be a relative path");
        }

        NoBackstep(path, where, field, complaints);
    }

    /// <summary>The same, and no name that the kubelet keeps for itself.</summary>
    public static void NotReserved(string path, FieldLocation where, string field, Complaints complaints)
    {
        Descending(path, where, field, complaints);
        if (path.StartsWith("..", StringComparison.Ordinal) && !path.StartsWith("../", StringComparison.Ordinal))
        {
            complaints.Invalid(where.Child(field), path, "must not start with '..'");
        }
    }
}
