using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>Writes a tree as Go prints its maps and lists, which is how upstream quotes a strategic merge patch: <c>map[spec:map[replicas:1]]</c>.</summary>
internal static class GoText
{
    public static string Of(JsonNode? node) => Write(node, new StringBuilder()).ToString();

    private static StringBuilder Write(JsonNode? node, StringBuilder text)
    {
        switch (node)
        {
            case null:
                return text.Append("<nil>");
            case JsonObject map:
                text.Append("map[");
                Separated(map.OrderBy(member => member.Key, StringComparer.Ordinal), text, member => Write(member.Value, text.Append(member.Key).Append(':')));
                return text.Append(']');
            case JsonArray list:
                text.Append('[');
                Separated(list, text, item => Write(item, text));
                return text.Append(']');
            default:
                return text.Append(node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString());
        }
    }

    private static void Separated<T>(IEnumerable<T> items, StringBuilder text, Action<T> write)
    {
        var isFirst = true;
        foreach (var item in items)
        {
            if (!isFirst)
            {
                text.Append(' ');
            }

            isFirst = false;
            write(item);
        }
    }
}
