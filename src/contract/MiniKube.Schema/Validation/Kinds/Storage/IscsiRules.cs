using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Storage;

/// <summary>Disks behind iSCSI.</summary>
internal static partial class IscsiRules
{
    public const string TooLong =
        "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.";

    private const int NameLengthMax = 64;

    [GeneratedRegex("iqn\\.[0-9]{4}-[0-9]{2}\\.([a-zA-Z0-9.-]+)(:[^,;*&$|\\s]+)\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Qualified { get; }

    [GeneratedRegex("^eui.[a-zA-Z0-9]{16}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Extended { get; }

    [GeneratedRegex("^naa.[a-zA-Z0-9]{32}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Authority { get; }

    public static void Check(JsonObject source, FieldLocation where, Complaints complaints)
    {
        if (source.Text("iqn") is { Length: > 0 } name)
        {
            Format(name, where.Child("iqn"), complaints);
        }

        Lun(source, where, complaints);
        if ((source.Flag("chapAuthDiscovery") == true || source.Flag("chapAuthSession") == true) && !source.Has("secretRef"))
        {
            complaints.Required(where.Child("secretRef"));
        }

        if (source.Text("initiatorName") is { } initiator)
        {
            Format(initiator, where.Child("initiatorname"), complaints);
        }
    }

    public static void Lun(JsonObject source, FieldLocation where, Complaints complaints)
    {
        if (source.Integer("lun") is < 0 or > 255)
        {
            complaints.Invalid(where.Child("lun"), source.Member("lun"), "must be between 0 and 255, inclusive");
        }
    }

    public static bool IsTooLong(string volume, JsonObject source) =>
        volume.Length + 1 + (source.Text("targetPortal") ?? "").Length > NameLengthMax;

    private static void Format(string name, FieldLocation where, Complaints complaints)
    {
        if (!Knows(name, "iqn") && !Knows(name, "eui") && !Knows(name, "naa"))
        {
            complaints.Invalid(where, name, "must be valid format starting with iqn, eui, or naa");
        }
        else if ((Knows(name, "iqn") && !Qualified.IsMatch(name)) || (Knows(name, "eui") && !Extended.IsMatch(name)) || (Knows(name, "naa") && !Authority.IsMatch(name)))
        {
            complaints.Invalid(where, name, "must be valid format");
        }
    }

    private static bool Knows(string name, string form) => name.StartsWith(form, StringComparison.Ordinal);
}
