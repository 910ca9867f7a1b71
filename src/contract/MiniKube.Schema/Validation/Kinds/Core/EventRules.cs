using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Core;

/// <summary>Events of both groups: one storage, two generations of rules.</summary>
internal static class EventRules
{
    // What is fixed in the newer generation, and the names by which it is told of.
    private static readonly (string Field, string Told)[] Fixed =
    [
        ("regarding", "involvedObject"),
        ("reason", "reason"),
        ("note", "message"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedCount", "count"),
        ("type", "type"),
        ("eventTime", "eventTime"),
        ("action", "action"),
        ("related", "related"),
        ("reportingController", "reportingController"),
        ("reportingInstance", "reportingInstance"),
    ];

    /// <summary>An event of the newer generation goes on by its series alone.</summary>
    public static void CheckUpdate(JsonObject updated, JsonObject old, Complaints complaints)
    {
        foreach (var (field, told) in Fixed)
        {
            Immutable.Check(updated.Member(field), old.Member(field), FieldLocation.Root(told), complaints);
        }
    }

    public static void Check(JsonObject value, string group, Complaints complaints)
    {
        var isNew = group.Length > 0;
        var subject = isNew ? "regarding" : "involvedObject";
        var own = value.Object("metadata").Text("namespace") ?? "";
        var theirs = value.Object(subject).Text("namespace") ?? "";

        // What has no namespace is spoken of in the default one.
        if (theirs.Length == 0 ? own.Length > 0 && own != "default" : own != theirs)
        {
            complaints.Invalid(FieldLocation.Root("involvedObject").Child("namespace"), theirs, "does not match event.namespace");
        }

        if (!isNew)
        {
            return;
        }

        foreach (var name in new[] { "reportingController", "reportingInstance", "action", "reason" })
        {
            if (string.IsNullOrEmpty(value.Text(name)))
            {
                complaints.Required(FieldLocation.Root(name));
            }
        }

        if (!value.Has("eventTime"))
        {
            complaints.Required(FieldLocation.Root("eventTime"));
        }

        if (value.Text("type") is not ("Normal" or "Warning"))
        {
            complaints.Invalid(FieldLocation.Root("type"), value.Text("type") ?? "", "has invalid value: [Normal Warning]");
        }
    }
}
