using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MiniKube.Etcd.Operators;

namespace MiniKube.Output;

/// <summary>Members for scripts. Ids are text: they do not fit the numbers of every reader.</summary>
internal static class MemberJson
{
    public static void Write(Utf8JsonWriter json, ImmutableArray<MemberRow> members)
    {
        json.WriteStartObject();
        json.WriteStartArray("members");
        foreach (var (member, isLeader) in members)
        {
            json.WriteStartObject();
            json.WriteString("id", member.Id.Value.ToString("x", CultureInfo.InvariantCulture));
            json.WriteString("name", member.Contact.Name);
            json.WriteBoolean("isLeader", isLeader);
            json.WriteBoolean("isLearner", member.IsLearner);
            Write(json, "peerURLs", member.Contact.PeerAddresses);
            Write(json, "clientURLs", member.Contact.ClientAddresses);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, ImmutableArray<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}
