using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Audit;

/// <summary>Writes an event in the old form of <c>--audit-log-format=legacy</c>: a line for people, without its end.</summary>
internal static class AuditEventLine
{
    public static byte[] ToBytes(AuditEvent happened) => Encoding.UTF8.GetBytes(ToText(happened));

    private static string ToText(AuditEvent happened)
    {
        var acting = happened.ImpersonatedUser;
        var received = happened.RequestReceivedAt.UtcDateTime.ToString(AuditEventJson.MicroTime, CultureInfo.InvariantCulture);
        var fields = new (string Name, string Value)[]
        {
            ("id", happened.AuditId),
            ("stage", happened.Stage.ToString()),
            ("ip", happened.SourceIps is [var first, ..] ? first : "<unknown>"),
            ("method", happened.Verb),
            ("user", happened.User is { Name.Length: > 0 } user ? user.Name : "<none>"),
            ("groups", happened.User is { Groups.Length: > 0 } ? Groups(happened.User) : "<none>"),
            ("as", acting is null ? "<self>" : acting.Name),
            ("asgroups", acting is null ? "<lookup>" : Groups(acting)),
            ("user-agent", happened.UserAgent),
            ("namespace", happened.ObjectReference is { Namespace.Length: > 0 } about ? about.Namespace : "<none>"),
            ("uri", happened.RequestUri),
            ("response", happened.ResponseStatus?.Code.ToString(CultureInfo.InvariantCulture) ?? "<deferred>"),
        };
        return $"{received} AUDIT: {string.Join(' ', fields.Select(field => $"{field.Name}={Quote(field.Value)}"))}";
    }

    private static string Groups(UserInfo user) => string.Join(',', user.Groups.Select(Quote).ToImmutableArray());

    /// <summary>Nothing that a client sends can end the line or a value.</summary>
    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
