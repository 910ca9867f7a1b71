using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Certificates;
using MiniKube.Raft;
using MiniKube.Store;

namespace MiniKube.Hosting.Replicas;

/// <summary>Takes in servers that have a token: each becomes a learner of the store and is given what all servers share.</summary>
internal sealed partial class JoinService(SharedKeys keys, IStoreMembership members, TimeProvider time, ILogger logger) : IDisposable
{
    private const string Bearer = "Bearer ";

    // A membership changes by one at a time.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>What it answers.</summary>
    public FrozenDictionary<string, RequestDelegate> Paths => new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
    {
        [JoinPaths.Authority] = context => GuardAsync(context, HttpMethods.Get, AnswerAuthorityAsync),
        [JoinPaths.Join] = context => GuardAsync(context, HttpMethods.Post, AnswerJoinAsync),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public void Dispose() => _turn.Dispose();

    private async Task GuardAsync(HttpContext context, string method, Func<HttpContext, Task> answerAsync)
    {
        try
        {
            if (context.Request.Method != method)
            {
                throw StatusErrors.MethodNotAllowed();
            }

            await answerAsync(context);
        }
        catch (ApiException refusal)
        {
            await WriteAsync(context, refusal.Status.Code, "application/json", StatusJson.ToBytes(refusal.Status));
        }
        catch (Exception exception) when (exception is StoreUnavailableException or MembershipException)
        {
            // Another change may be under way, or a leader being elected.
            var status = StatusErrors.ServiceUnavailable(exception.Message, retryAfterSeconds: 1).Status;
            await WriteAsync(context, status.Code, "application/json", StatusJson.ToBytes(status));
        }
    }

    private Task AnswerAuthorityAsync(HttpContext context) =>
        WriteAsync(context, StatusCodes.Status200OK, "application/x-pem-file", System.Text.Encoding.ASCII.GetBytes(keys.AuthorityPem));

    private async Task AnswerJoinAsync(HttpContext context)
    {
        CheckToken(context.Request.Headers.Authorization.ToString());
        var request = JoinRequest.TryRead(await ReadAsync(context))
            ?? throw StatusErrors.BadRequest("the body is no request to join: it has a name and a peerAddress");
        if (!Uri.TryCreate(request.PeerAddress, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps || request.Name.Length == 0)
        {
            throw StatusErrors.BadRequest("a server joins with a name, and with the https address where its store is reached");
        }

        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var member = await AddAsync(request, context.RequestAborted);
            LogTakenIn(request.Name, member, request.PeerAddress);
            var answer = new JoinAnswer(new StoreIdentity(members.Identity.Cluster, member), keys.Export());
            await WriteAsync(context, StatusCodes.Status200OK, "application/json", answer.Write());
        }
        finally
        {
            _turn.Release();
        }
    }

    private void CheckToken(string header)
    {
        var token = header.StartsWith(Bearer, StringComparison.Ordinal) ? JoinToken.TryRead(header[Bearer.Length..]) : null;
        var complaint = token is null ? "there is no token of 'mkube token create' in the request"
            : token.Complaint(keys.AuthorityPem, keys.JoinKey, time.GetUtcNow());
        if (complaint is not null)
        {
            throw new ApiException(new ApiStatus { Code = StatusCodes.Status401Unauthorized, Reason = StatusReason.Unauthorized, Message = complaint });
        }
    }

    /// <summary>
    /// A learner at the same address is one whose start was cut short: it counts in no quorum, and goes. A voter may hold what was promised, so
    /// that only an operator may say that it will not come back.
    /// </summary>
    private async Task<MemberId> AddAsync(JoinRequest request, CancellationToken cancellationToken)
    {
        var known = await members.ListAsync(cancellationToken);
        foreach (var other in known.Where(other => other.Contact.Name == request.Name || other.Contact.PeerAddresses.Contains(request.PeerAddress)))
        {
            if (!other.IsLearner)
            {
                throw new ApiException(new ApiStatus
                {
                    Code = StatusCodes.Status409Conflict,
                    Reason = StatusReason.Conflict,
                    Message = $"member {other.Id} is called '{other.Contact.Name}' and reached at {string.Join(", ", other.Contact.PeerAddresses)} already; "
                        + $"if it will not come back, remove it first: mkube member remove {other.Id}",
                });
            }

            await members.RemoveAsync(other.Id, cancellationToken);
        }

        return (await members.AddAsync([request.PeerAddress], isLearner: true, cancellationToken)).Id;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        var body = new byte[JoinPaths.BytesMax];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length < body.Length ? body.AsMemory(0, length) : throw StatusErrors.BadRequest("the body is too large");
    }

    private static async Task WriteAsync(HttpContext context, int code, string type, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    [LoggerMessage(321, LogLevel.Information, "Server {Name} joins as member {Member}, reached at {Address}")]
    private partial void LogTakenIn(string name, MemberId member, string address);
}
