using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Protobuf;
using MiniKube.Schema.Resources;

namespace MiniKube.ApiServer.Audit;

/// <summary>A request on its way, with what its records will say. Only of those that the policy wants recorded.</summary>
#pragma warning disable CA1001 // What is copied is memory, which the collector frees.
internal sealed class AuditedRequest
#pragma warning restore CA1001
{
    public const string TruncatedAnnotation = "audit.k8s.io/truncated";

    /// <summary>Of both objects together; upstream's default of <c>--audit-log-truncate-max-event-size</c>.</summary>
    private const int ObjectBytesMax = 10 * 1024 * 1024;

    private const int UserAgentLengthMax = 1024;

    private readonly AuditEvent _received;
    private byte[]? _body;
    private string _bodyType = "";
    private ApiStatus? _status;
    private ResponseCopy? _answer;

    public AuditedRequest(HttpContext context, RequestScope scope, RequestInfo info, UserInfo? user, AuditDecision decision)
    {
        Decision = decision;
        _received = new AuditEvent
        {
            Level = decision.Level,
            AuditId = scope.AuditId,
            Stage = AuditStage.RequestReceived,
            RequestUri = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            Verb = info.Verb,
            User = user,
            SourceIps = SourceAddresses.Of(context),
            UserAgent = Shortened(context.Request.Headers.UserAgent.ToString()),
            ObjectReference = ReferenceOf(info),
            RequestReceivedAt = scope.ReceivedAt,
            StageAt = scope.ReceivedAt,
        };
    }

    public AuditDecision Decision { get; }

    public AuditAnnotations Annotations { get; } = AuditAnnotations.Kept();

    public UserInfo? ImpersonatedUser { get; set; }

    /// <summary>The server could not answer for a fault of its own.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Notes the body as it was sent; called where it is read.</summary>
    public void TakeBody(string contentType, byte[] body) => (_bodyType, _body) = (contentType, body);

    /// <summary>Notes what is answered, where that is a Status.</summary>
    public void TakeStatus(ApiStatus status) => _status = status;

    /// <summary>Copies the answer as it goes out, if the level asks for that.</summary>
    public void Follow(HttpContext context)
    {
        if (Decision.Level == AuditLevel.RequestResponse)
        {
            var body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            _answer = new ResponseCopy(body.Stream, ObjectBytesMax);
            context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(_answer, body));
        }
    }

    /// <summary>Sends on what the copy still holds.</summary>
    public async ValueTask FlushAsync(HttpContext context)
    {
        if (_answer is not null && context.Features.Get<IHttpResponseBodyFeature>() is StreamResponseBodyFeature { Stream: ResponseCopy } copied)
        {
            await copied.CompleteAsync();
            context.Features.Set(copied.PriorFeature);
        }
    }

    public AuditEvent At(AuditStage stage, DateTimeOffset now, HttpContext context)
    {
        if (stage == AuditStage.RequestReceived)
        {
            return _received with { StageAt = now };
        }

        var body = BodyAsJson();
        var reference = _received.ObjectReference;
        if (reference is not null && _received.Verb is "create" or "update")
        {
            reference = ObjectReferenceReader.Complete(reference!, body.Span);
        }

        return WithObjects(
            _received with
            {
                Stage = stage,
                StageAt = now,
                ImpersonatedUser = ImpersonatedUser,
                ObjectReference = reference,
                ResponseStatus = StatusOf(context.Response),
            },
            body,
            stage == AuditStage.ResponseComplete ? AnswerAsJson(context.Response) : default);
    }

    private AuditEvent WithObjects(AuditEvent happened, ReadOnlyMemory<byte> request, ReadOnlyMemory<byte> response)
    {
        var isTooLarge = Decision.Level >= AuditLevel.Request && (request.Length + response.Length > ObjectBytesMax || _answer is { IsTooLarge: true });
        if (isTooLarge)
        {
            Annotations.Add(TruncatedAnnotation, "true");
        }

        return happened with
        {
            RequestObject = Decision.Level < AuditLevel.Request || isTooLarge ? default : RecordedJson.Of(request.Span, Decision.OmitsManagedFields),
            ResponseObject = response.IsEmpty || isTooLarge ? default : RecordedJson.Of(response.Span, Decision.OmitsManagedFields),
            Annotations = Annotations.All,
        };
    }

    private ApiStatus StatusOf(HttpResponse response) => IsBroken
        ? new ApiStatus { Code = 500, Reason = StatusReason.InternalError, Message = "the server broke on this request; its log has the fault under the audit id" }
        : _status is { } status ? status with { Code = status.Code == 0 ? response.StatusCode : status.Code }
        : new ApiStatus { Code = response.StatusCode, Message = response.HasStarted ? "" : "Connection closed early" };

    private ReadOnlyMemory<byte> BodyAsJson() => _body is { Length: > 0 } body ? AsJson(_bodyType, body) : default;

    private ReadOnlyMemory<byte> AnswerAsJson(HttpResponse response)
    {
        if (_answer is null)
        {
            return default;
        }

        var type = response.ContentType ?? "";
        return AsJson(type.Split(';')[0], _answer.Kept(response.Headers.ContentEncoding.ToString()));
    }

    /// <summary>Empty for what is not what it says it is.</summary>
    private static ReadOnlyMemory<byte> AsJson(string type, ReadOnlyMemory<byte> body)
    {
        try
        {
            return type == ProtobufBody.MediaType ? ProtobufBody.ToJson(body.ToArray(), ApiCatalog.BuiltIn)
                : type.EndsWith("yaml", StringComparison.Ordinal) ? YamlReader.ToJson(body)
                : body;
        }
        catch (DecodeException)
        {
            return default;
        }
    }

    private static AuditObjectReference? ReferenceOf(RequestInfo info) => !info.IsResourceRequest ? null : new AuditObjectReference
    {
        Resource = info.Resource,
        Namespace = info.Namespace,
        Name = info.Name,
        ApiGroup = info.Group,
        ApiVersion = info.Version,
        Subresource = info.Subresource,
    };

    private static string Shortened(string agent) => agent.Length <= UserAgentLengthMax ? agent : $"{agent[..UserAgentLengthMax]}...TRUNCATED";
}
