import jQuery from 'jquery'

// jQuery UI adds itself to the jQuery it finds there.
window.jQuery = jQuery
