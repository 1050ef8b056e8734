/** What a PBX with queues, ARI, AMI and recording needs; nothing else is loaded, so it starts in a second. */
export const MODULES = [
  'res_crypto res_timing_timerfd res_http_websocket res_websocket_client res_curl func_curl',
  'res_sorcery_config res_sorcery_memory res_sorcery_astdb res_pjproject res_pjsip res_pjsip_session',
  'res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_endpoint_identifier_ip',
  'res_pjsip_endpoint_identifier_user res_pjsip_endpoint_identifier_anonymous',
  'res_pjsip_authenticator_digest res_pjsip_registrar res_pjsip_nat res_pjsip_rfc3326 res_pjsip_pubsub',
  'res_pjsip_outbound_authenticator_digest res_pjsip_header_funcs res_pjsip_logger res_pjsip_maintenance',
  'res_pjsip_history chan_pjsip func_pjsip_endpoint func_pjsip_aor func_pjsip_contact',
  'res_rtp_asterisk res_rtp_multicast chan_rtp chan_bridge_media codec_ulaw codec_alaw codec_resample codec_gsm codec_a_mu',
  'format_wav format_pcm format_sln format_gsm bridge_simple bridge_holding bridge_softmix bridge_native_rtp',
  'bridge_builtin_features bridge_builtin_interval_features res_musiconhold res_mutestream res_speech res_agi res_limit',
  'res_stasis res_stasis_answer res_stasis_playback res_stasis_recording res_stasis_snoop res_stasis_device_state',
  'res_ari res_ari_model res_ari_applications res_ari_asterisk res_ari_bridges res_ari_channels',
  'res_ari_device_states res_ari_endpoints res_ari_events res_ari_playbacks res_ari_recordings res_ari_sounds',
  'pbx_config app_stasis app_dial app_queue app_stack app_playback app_read app_echo app_exec app_verbose',
  'app_mixmonitor app_chanspy app_confbridge app_bridgeaddchan app_bridgewait app_channelredirect app_senddtmf',
  'app_playtones app_controlplayback app_waitforsilence func_frame_drop app_record app_softhangup app_userevent app_db app_sayunixtime app_transfer app_cdr app_dtmfstore',
  'app_if app_while app_dumpchan func_channel func_timeout func_strings func_logic func_callerid func_db func_cut',
  'func_global func_sha1 func_math func_env func_devstate func_hangupcause func_export func_groupcount func_volume',
  'func_dialplan func_rand func_uri func_base64 func_json func_module func_cdr func_sprintf func_periodic_hook func_talkdetect',
  'res_pjsip_refer res_parking app_directed_pickup',
  'app_originate res_cdrel_custom cdr_csv cel_custom cdr_custom cdr_manager cel_manager',
].flatMap((line) => line.split(' '));

/** For a recogniser outside of Asterisk (AEAP). */
export const SPEECH_MODULES = ['res_aeap', 'res_speech_aeap'];

export function modulesConf(more: readonly string[] = []): string {
  return `[modules]\nautoload=no\n${[...MODULES, ...more].map((name) => `load=${name}.so`).join('\n')}\n`;
}
