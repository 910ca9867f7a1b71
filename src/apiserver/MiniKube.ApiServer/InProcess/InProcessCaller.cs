using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.InProcess;

/// <summary>The identity of a caller in this process; a feature that no request from a socket can have.</summary>
internal sealed record InProcessCaller(UserInfo User);
